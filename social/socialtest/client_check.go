package socialtest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/relais-go/relais/social"
)

// What the network in memory accepts.
const (
	maxText        = 500 // characters
	maxItems       = 4   // media
	maxPollOptions = 4
)

// Limits implements [social.Checker]: 500 characters, four media of any kind up to 100 MB, polls of four
// answers, scheduling from a minute ahead.
func (c *Client) Limits(ctx context.Context) (*social.Limits, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return &social.Limits{
		Text: maxText, Count: utf8.RuneCountInString, Items: maxItems,
		Media:    []social.MediaLimit{{Types: []string{"image/*", "video/*", "audio/*"}, Bytes: 100 << 20, Items: maxItems}},
		Poll:     social.PollLimit{Options: maxPollOptions, OptionText: 50, MinDuration: time.Minute},
		Schedule: social.ScheduleLimit{MinAhead: soon},
		Compose:  compose,
	}, nil
}

// compose is the text as people read it.
func compose(d *social.Draft) string {
	if d.Link == "" {
		return d.Text
	}
	return strings.TrimSpace(d.Text + " " + d.Link)
}

// Check implements [social.Checker].
func (c *Client) Check(ctx context.Context, d *social.Draft) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return c.validate(d.For(c.n.name))
}

// validate finds every problem that can be seen without asking the network.
func (c *Client) validate(d *social.Draft) error {
	var problems []error
	bad := func(field, message string) {
		problems = append(problems, social.Invalid(c.n.name, field, message))
	}
	if d.Text == "" && d.Link == "" && len(d.Media) == 0 && d.Poll == nil {
		bad("Text", "is empty, and there is nothing else")
	}
	if utf8.RuneCountInString(compose(d)) > maxText {
		bad("Text", fmt.Sprintf("is longer than %d characters", maxText))
	}
	if utf8.RuneCountInString(d.FirstComment) > maxText {
		bad("FirstComment", fmt.Sprintf("is longer than %d characters", maxText))
	}
	if len(d.Media) > maxItems {
		bad("Media", fmt.Sprintf("are more than %d", maxItems))
	}
	for i, m := range d.Media {
		if err := m.Validate(c.n.name, fmt.Sprintf("Media[%d]", i)); err != nil {
			problems = append(problems, err)
		}
	}
	if p := d.Poll; p != nil && (len(p.Options) < 2 || len(p.Options) > maxPollOptions) {
		bad("Poll.Options", fmt.Sprintf("must be 2 to %d", maxPollOptions))
	}
	if !d.At.IsZero() && d.At.Before(c.n.now().Add(soon)) {
		bad("At", "must lie at least "+soon.String()+" ahead")
	}
	if !d.At.IsZero() && d.FirstComment != "" {
		problems = append(problems, social.Unsupported(c.n.name, "FirstComment", "cannot follow a post that waits"))
	}
	for field, ref := range map[string]social.Ref{"ReplyTo": d.ReplyTo, "Quote": d.Quote} {
		if !ref.IsZero() {
			if err := c.known(ref, field, social.RefPost); err != nil {
				problems = append(problems, err)
			}
		}
	}
	return errors.Join(problems...)
}
