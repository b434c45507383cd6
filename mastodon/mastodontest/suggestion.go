package mastodontest

import (
	"maps"
	"slices"
	"strings"
)

// suggestions lists local accounts that the caller might follow.
func suggestions(c *call) (any, error) {
	offset, err := c.offset()
	if err != nil {
		return nil, err
	}
	var found []*account
	for _, a := range c.srv.people {
		if a != c.me && a.discoverable && a.local() && !c.me.follows(a) && !c.me.dismissed[a] {
			found = append(found, a)
		}
	}
	return mapTo(window(found, offset, c.limit(40)), func(a *account) object {
		return object{"source": "staff", "sources": []string{"featured"}, "account": c.srv.accountJSON(a)}
	}), nil
}

// dismissSuggestion is DELETE /api/v1/suggestions/:account_id.
func dismissSuggestion(c *call) (any, error) {
	if a := c.srv.accounts[c.id()]; a != nil {
		c.me.dismissed[a] = true
	}
	return object{}, nil
}

func emptyList(*call) (any, error) { return []object{}, nil }

// limitedDomains is GET /api/v1/instance/domain_blocks.
func limitedDomains(c *call) (any, error) {
	out := []object{}
	for _, d := range c.srv.domains {
		if d.severity != "noop" {
			full := d.json()
			out = append(out, object{
				"domain": d.domain, "digest": full["digest"], "severity": d.severity, "comment": d.publicNote,
			})
		}
	}
	return out, nil
}

// peers is GET /api/v1/instance/peers: the other servers that this one knows.
func peers(c *call) (any, error) {
	domains := map[string]bool{}
	for _, a := range c.srv.people {
		if a.domain != "" {
			domains[strings.ToLower(a.domain)] = true
		}
	}
	return append([]string{}, slices.Sorted(maps.Keys(domains))...), nil
}

func extendedDescription(c *call) (any, error) {
	return object{"updated_at": stamp(c.srv.now()), "content": "<p>A simulated server.</p>"}, nil
}

func translationLanguages(c *call) (any, error) {
	if c.srv.opts.NoTranslation {
		return object{}, nil
	}
	return object{"en": []string{"de", "fr"}, "de": []string{"en", "fr"}, "fr": []string{"de", "en"}}, nil
}
