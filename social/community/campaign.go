package community

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/relais-go/relais/social"
)

// Campaign marks links, so that the statistics of the organisation's website tell which network brought whom. The
// parameters are those that web analytics read:
// https://support.google.com/analytics/answer/10917952.
type Campaign struct {
	Name    string `json:"name"`              // utm_campaign, as "summer-2026"; not empty
	Medium  string `json:"medium,omitempty"`  // utm_medium; "" is "social"
	Content string `json:"content,omitempty"` // utm_content: which of several posts; "" is none
	Term    string `json:"term,omitempty"`    // utm_term; "" is none
}

// Link returns address with the campaign's parameters, utm_source being the network. Parameters that the address has
// already stay, also its own utm parameters: they win. What is no http or https address is [social.ErrInvalid].
func (c *Campaign) Link(address, network string) (string, error) {
	if c.Name == "" {
		return "", social.Invalid(network, "Campaign.Name", "is empty")
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", social.Invalid(network, "Link", "is no web address")
	}
	medium := c.Medium
	if medium == "" {
		medium = "social"
	}
	have, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return "", social.Invalid(network, "Link", "has a query that cannot be read")
	}
	var added []string // behind what is there, which keeps its form: some servers mind
	for _, p := range [][2]string{
		{"utm_source", network}, {"utm_medium", medium}, {"utm_campaign", c.Name}, {"utm_content", c.Content}, {"utm_term", c.Term},
	} {
		if p[1] != "" && !have.Has(p[0]) {
			added = append(added, p[0]+"="+url.QueryEscape(p[1]))
		}
	}
	u.RawQuery = strings.Trim(strings.Join(append([]string{u.RawQuery}, added...), "&"), "&")
	return u.String(), nil
}

// Apply returns a copy of the draft in which Link is marked for each of the networks, in variants. Links within the text
// are left alone. A draft without a Link, and without one in its variants, comes back as it is.
func (c *Campaign) Apply(d *social.Draft, networks ...string) (*social.Draft, error) {
	out := *d
	out.Variants = maps.Clone(d.Variants)
	for _, network := range slices.Compact(slices.Sorted(slices.Values(networks))) {
		link := d.For(network).Link
		if link == "" {
			continue
		}
		marked, err := c.Link(link, network)
		if err != nil {
			return nil, err
		}
		variant := social.Draft{}
		if v := d.Variants[network]; v != nil {
			variant = *v
		}
		variant.Link = marked
		if out.Variants == nil {
			out.Variants = map[string]*social.Draft{}
		}
		out.Variants[network] = &variant
	}
	return &out, nil
}
