package mastodon

import (
	"context"
	"net/url"
	"strings"

	"github.com/relais-go/relais/internal/rest"
)

// Instance returns what the server says of itself and its limits, cached for an hour. Servers before 4.0 and
// relatives without the second version of the answer are asked for the first. The answer is shared: do not
// change it. See https://docs.joinmastodon.org/methods/instance/.
func (c *Client) Instance(ctx context.Context) (*Instance, error) {
	return c.about.instance.Get(ctx, func(ctx context.Context) (*Instance, error) {
		i, err := c.readInstance(ctx)
		if err == nil {
			c.about.server.Put(i.essence())
		}
		return i, err
	})
}

// server is the part of [Client.Instance] by which this package decides, cached for an hour. Of many clients each
// would else keep the server's rules in forty languages.
func (c *Client) server(ctx context.Context) (*Instance, error) {
	return c.about.server.Get(ctx, func(ctx context.Context) (*Instance, error) {
		i, err := c.readInstance(ctx)
		if err != nil {
			return nil, err
		}
		return i.essence(), nil
	})
}

// essence is the instance without what is only to be shown.
func (i *Instance) essence() *Instance {
	return &Instance{
		Domain: i.Domain, AccountDomain: i.AccountDomain, Version: i.Version, SourceURL: i.SourceURL,
		APIVersions: i.APIVersions, Configuration: i.Configuration,
	}
}

func (c *Client) readInstance(ctx context.Context) (*Instance, error) {
	v2, err := get[Instance](ctx, c, "instance", rest.Path("api", "v2", "instance"), nil)
	if err == nil || !isMissingRoute(err) {
		return v2, err
	}
	v1, err := get[InstanceV1](ctx, c, "instance.v1", rest.Path("api", "v1", "instance"), nil)
	if err != nil {
		return nil, err
	}
	return v1.Instance(), nil
}

// Software names the program that the server runs, as its NodeInfo says, in lower case: "mastodon",
// "gotosocial". Name is "" when the server does not say. It is cached for an hour.
// See https://docs.joinmastodon.org/dev/routes/ and http://nodeinfo.diaspora.software.
func (c *Client) Software(ctx context.Context) (*NodeInfoSoftware, error) {
	return c.about.software.Get(ctx, func(ctx context.Context) (*NodeInfoSoftware, error) {
		links, err := c.wellKnown(ctx)
		if isMissingRoute(err) {
			return &NodeInfoSoftware{}, nil
		}
		if err != nil {
			return nil, err
		}
		for _, l := range links.Links {
			u, err := url.Parse(l.Href)
			if err != nil || !strings.Contains(l.Rel, "nodeinfo.diaspora.software/ns/schema/2") {
				continue
			}
			info := new(NodeInfo)
			r := &rest.Request{Op: "nodeinfo", Path: strings.TrimPrefix(u.EscapedPath(), c.rest.Base().EscapedPath()), NoAuth: true}
			if _, err := c.do(ctx, familyNone, r, info); err != nil {
				return nil, err
			}
			info.Software.Name = strings.ToLower(info.Software.Name)
			return &info.Software, nil
		}
		return &NodeInfoSoftware{}, nil
	})
}

func (c *Client) wellKnown(ctx context.Context) (*NodeInfoLinks, error) {
	links := new(NodeInfoLinks)
	r := &rest.Request{Op: "nodeinfo.links", Path: "/.well-known/nodeinfo", NoAuth: true}
	_, err := c.do(ctx, familyNone, r, links)
	return links, err
}

// api is the version of Mastodon's API that the server offers, 0 for other software and before 4.3.
func (c *Client) api(ctx context.Context) (int, error) {
	i, err := c.server(ctx)
	if err != nil {
		return 0, err
	}
	return int(i.APIVersions.Mastodon), nil
}

// honoursKeys reports whether the server recognises a repeated publication by its Idempotency-Key.
// GoToSocial takes the header and ignores it.
func (c *Client) honoursKeys(ctx context.Context) (bool, error) {
	api, err := c.api(ctx)
	if err != nil || api > 0 {
		return api > 0, err
	}
	s, err := c.Software(ctx)
	if err != nil {
		return false, err
	}
	switch s.Name {
	case "mastodon", "hometown", "glitch-soc", "pleroma", "akkoma":
		return true, nil
	default:
		return false, nil
	}
}
