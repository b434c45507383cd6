package graph

import (
	"net/url"
	"strings"

	"github.com/relais-go/relais/social"
)

// Host is one of Meta's servers. See https://developers.facebook.com/docs/graph-api/overview#host-url.
type Host int

// Hosts.
const (
	HostClient         Host = iota // the client's own, see [Config]
	HostGraph                      // graph.facebook.com
	HostVideo                      // graph-video.facebook.com, which takes videos
	HostUpload                     // rupload.facebook.com, which takes the bytes of resumable uploads
	HostInstagram                  // graph.instagram.com, for logins with Instagram
	HostInstagramToken             // api.instagram.com, which turns codes into tokens
	HostDialog                     // www.facebook.com, where people log in
	HostInstagramLogin             // www.instagram.com, where people log in
)

// Name is the host's name in the network.
func (h Host) Name() string {
	switch h {
	case HostVideo:
		return "graph-video.facebook.com"
	case HostUpload:
		return "rupload.facebook.com"
	case HostInstagram:
		return "graph.instagram.com"
	case HostInstagramToken:
		return "api.instagram.com"
	case HostDialog:
		return "www.facebook.com"
	case HostInstagramLogin:
		return "www.instagram.com"
	default:
		return "graph.facebook.com"
	}
}

// origins are the addresses of the hosts: Meta's, or one server that stands for all of them.
type origins struct {
	own Host
	one *url.URL // nil: Meta's
}

func newOrigins(network string, own Host, base string) (origins, error) {
	if own == HostClient {
		own = HostGraph
	}
	o := origins{own: own}
	if base == "" {
		return o, nil
	}
	u, err := url.Parse(strings.TrimSuffix(base, "/"))
	if err != nil {
		return o, social.Invalid(network, "BaseURL", "is no address")
	}
	o.one = u
	return o, nil
}

// of is the address of a host.
func (o origins) of(h Host) *url.URL {
	if o.one != nil {
		return o.one
	}
	if h == HostClient {
		h = o.own
	}
	return &url.URL{Scheme: "https", Host: h.Name()}
}
