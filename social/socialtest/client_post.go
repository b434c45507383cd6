package socialtest

import (
	"context"
	"iter"
	"slices"
	"time"

	"github.com/relais-go/relais/social"
)

// Delete implements [social.Deleter].
func (c *Client) Delete(ctx context.Context, ref social.Ref) error {
	if err := c.known(ref, "ref", social.RefPost, social.RefScheduled, social.RefMessage); err != nil {
		return err
	}
	return c.apply(ctx, "delete", func(repeated bool) error {
		it, err := c.own(ref)
		if err != nil {
			if repeated && c.n.find(ref) == nil {
				return nil
			}
			return err
		}
		it.gone = true
		return nil
	})
}

// own finds something that the account wrote. The lock is held.
func (c *Client) own(ref social.Ref) (*item, error) {
	it, err := c.seen(ref)
	if err == nil && it.author != c.me {
		err = c.fail(social.ErrPermission, "", ref.ID+" is of somebody else")
	}
	return it, err
}

// Edit implements [social.Editor]. Every field can be changed.
func (c *Client) Edit(ctx context.Context, ref social.Ref, change *social.Change) (*social.Post, error) {
	if err := c.known(ref, "ref", social.RefPost, social.RefScheduled); err != nil {
		return nil, err
	}
	var p *social.Post
	err := c.apply(ctx, "edit", func(bool) error {
		it, err := c.own(ref)
		if err != nil {
			return err
		}
		it.change(change)
		it.edited = c.n.now()
		p = c.n.post(it)
		return nil
	})
	return p, err
}

func (it *item) change(c *social.Change) {
	d := &it.draft
	set(&d.Text, c.Text)
	set(&d.Title, c.Title)
	set(&d.Warning, c.Warning)
	set(&d.Language, c.Language)
	set(&d.Visibility, c.Visibility)
	if c.Sensitive != nil {
		d.Sensitive = new(*c.Sensitive)
	}
	if c.Tags != nil {
		d.Tags = slices.Clone(*c.Tags)
	}
	for i, m := range it.media {
		if text, ok := c.AltText[m.ID]; ok {
			it.media[i].AltText = text
		}
	}
}

func set[T any](dst, v *T) {
	if v != nil {
		*dst = *v
	}
}

// Scheduled implements [social.Scheduler].
func (c *Client) Scheduled(ctx context.Context) iter.Seq2[*social.Post, error] {
	return func(yield func(*social.Post, error) bool) {
		var waiting []*social.Post
		err := c.read(ctx, "scheduled", func() error {
			for _, it := range c.n.items {
				if it.author == c.me && it.kind == social.RefScheduled && !it.gone {
					waiting = append(waiting, c.n.post(it))
				}
			}
			return nil
		})
		if err != nil {
			yield(nil, err)
			return
		}
		slices.SortStableFunc(waiting, func(a, b *social.Post) int { return a.Time.Compare(b.Time) })
		for _, p := range waiting {
			if !yield(p, nil) {
				return
			}
		}
	}
}

// Reschedule implements [social.Scheduler].
func (c *Client) Reschedule(ctx context.Context, ref social.Ref, at time.Time) (*social.Post, error) {
	if err := c.known(ref, "ref", social.RefScheduled); err != nil {
		return nil, err
	}
	if at.Before(c.n.now().Add(soon)) {
		return nil, social.Invalid(c.n.name, "at", "must lie at least "+soon.String()+" ahead")
	}
	var p *social.Post
	err := c.apply(ctx, "reschedule", func(bool) error {
		it, err := c.own(ref)
		if err != nil {
			return err
		}
		it.draft.At = at
		p = c.n.post(it)
		return nil
	})
	return p, err
}

// Unschedule implements [social.Scheduler].
func (c *Client) Unschedule(ctx context.Context, ref social.Ref) error {
	if err := c.known(ref, "ref", social.RefScheduled); err != nil {
		return err
	}
	return c.Delete(ctx, ref)
}
