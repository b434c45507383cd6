package social_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/relais-go/relais/social"
)

// TestFitLinkWithinAnother: an address that is only a part of another in the text is not there yet.
func TestFitLinkWithinAnother(t *testing.T) {
	t.Parallel()
	const link = "https://example.org/a"
	long := strings.Repeat("We are open again. ", 10)
	for text, there := range map[string]bool{
		"See " + link + " and more":                          true,
		"See (" + link + "), and more":                       true,
		"See " + link + ".":                                  true,
		"See " + link + "bout and more":                      false,
		"See " + link + "/b and more":                        false,
		"See https://b.example/?to=" + link + " and more":    false,
		"See " + link + "?b=1, then (" + link + ") and more": true,
	} {
		network := page(100, 1000)
		network.limits.Comment = nil
		network.limits.Compose = func(d *social.Draft) string { return strings.TrimSpace(d.Text + " " + d.Link) } // without a look
		f := fit(t, network, &social.Draft{Text: long + text, Link: link}, nil)
		linked := 0
		for _, d := range f.Drafts {
			if d.Link == link {
				linked++
			}
		}
		assert.Equal(t, !there, linked == 1, text)

		f = fit(t, posts(1000), &social.Draft{Text: "News.", Link: link, FirstComment: text}, &social.FitOptions{Link: social.LinkComment})
		assert.Equal(t, there, f.Drafts[0].FirstComment == text, text)
		assert.Contains(t, strings.Fields(strings.NewReplacer("(", "", ")", "", ",", "").Replace(strings.TrimSuffix(f.Drafts[0].FirstComment, "."))), link)
	}
}
