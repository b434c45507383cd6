package socialtest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/relais-go/relais/social"
)

// TestProfiler tests a [social.Profiler].
func TestProfiler(t *testing.T, newHarness func(t *testing.T) *Harness) {
	t.Helper()
	profilerSuite().test(t, newHarness)
}

func profilerSuite() suite {
	update := func(ctx context.Context, r *run) (call, func() bool) {
		bio := r.text("We are")
		do := func(ctx context.Context, client any) error {
			_, err := as[social.Profiler](r, client).UpdateProfile(ctx, &social.ProfileChange{Bio: &bio})
			return err
		}
		return do, func() bool { return r.profile(ctx).Account.Bio == bio }
	}
	return suite{name: "Profiler", cases: join(
		profileCases(),
		fieldCases(),
		named("read-", callCases(func(context.Context, *run) call {
			return func(ctx context.Context, client any) error {
				_, err := social.ProfileOf(ctx, client)
				return err
			}
		})),
		writeCases(func(ctx context.Context, r *run) call {
			do, _ := update(ctx, r)
			return do
		}),
		effectCases(update),
	)}
}

func profileCases() []testCase {
	return []testCase{
		{
			name:        "whose",
			explanation: "the profile is of the account that the token belongs to",
			run: func(ctx context.Context, r *run) {
				p := r.profile(ctx)
				if !p.Account.Ref.Same(r.Account.Ref) || p.Account.Handle != r.Account.Handle {
					r.errorf("got %+v %q, want %+v %q", p.Account.Ref, p.Account.Handle, r.Account.Ref, r.Account.Handle)
				}
			},
		},
		{
			name:        "keeps-the-rest",
			explanation: "what a change does not name is kept",
			run: func(ctx context.Context, r *run) {
				name := r.updateOr(ctx, "Name", &social.ProfileChange{Name: new("The Acme Company")})
				bio := r.text("We are")
				after := r.updateOr(ctx, "Bio", &social.ProfileChange{Bio: &bio})
				if after.Account.Name != name.Account.Name || after.Website != name.Website ||
					!slices.Equal(after.Fields, name.Fields) || after.Account.Avatar != name.Account.Avatar {
					r.errorf("a change of the bio made %+v of %+v", after, name)
				}
			},
		},
		{
			name:        "empty-change",
			explanation: "a change that names nothing changes nothing, or is ErrInvalid",
			run: func(ctx context.Context, r *run) {
				before := r.profile(ctx)
				if _, err := as[social.Profiler](r, r.Client).UpdateProfile(ctx, &social.ProfileChange{}); err != nil {
					r.wantError(err, social.ErrInvalid)
				}
				if after := r.profile(ctx); r.freeze(before.Account.Bio+before.Account.Name) != r.freeze(after.Account.Bio+after.Account.Name) {
					r.errorf("the profile was changed from %+v to %+v", before, after)
				}
			},
		},
	}
}

// fieldCases change each field: it is changed, or refused by name without a trace.
func fieldCases() []testCase {
	var cases []testCase
	type field struct {
		name   string
		change func(r *run) *social.ProfileChange
		shown  func(p *social.Profile, c *social.ProfileChange) bool
	}
	for _, f := range []field{
		{"Name", func(*run) *social.ProfileChange { return &social.ProfileChange{Name: new("The Acme Company")} },
			func(p *social.Profile, c *social.ProfileChange) bool { return p.Account.Name == *c.Name }},
		{"Bio", func(r *run) *social.ProfileChange { return &social.ProfileChange{Bio: new(r.text("We are"))} },
			func(p *social.Profile, c *social.ProfileChange) bool { return p.Account.Bio == *c.Bio }},
		{"Website", func(*run) *social.ProfileChange { return &social.ProfileChange{Website: new("https://acme.invalid")} },
			func(p *social.Profile, c *social.ProfileChange) bool { return p.Website == *c.Website }},
		{"Fields", func(*run) *social.ProfileChange {
			return &social.ProfileChange{Fields: &[]social.ProfileField{{Name: "Open", Value: "9 to 5"}}}
		}, func(p *social.Profile, c *social.ProfileChange) bool { return slices.Equal(p.Fields, *c.Fields) }},
	} {
		cases = append(cases, testCase{
			name: "field-" + f.name,
			explanation: "a field is changed and shown as it then stands, also to others; one that cannot be changed is " +
				"ErrUnsupported with its name, and nothing is sent",
			run: func(ctx context.Context, r *run) {
				c := f.change(r)
				frozen := r.frozen("the change", c)
				p := r.updateOr(ctx, f.name, c)
				frozen()
				if again := r.profile(ctx); !f.shown(p, c) || !f.shown(again, c) {
					r.errorf("%s is not as it was set: %+v, and read again %+v", f.name, p, again)
				}
			},
		})
	}
	return cases
}

// profile reads the profile.
func (r *run) profile(ctx context.Context) *social.Profile {
	p, err := as[social.Profiler](r, r.Client).Profile(ctx)
	r.noError(err, "reading the profile")
	if p == nil {
		r.fatalf("got a nil profile and no error")
	}
	return p
}

// updateOr changes the profile, or skips the case if the network properly says that it cannot.
func (r *run) updateOr(ctx context.Context, field string, c *social.ProfileChange) *social.Profile {
	before := r.snapshot()
	p, err := as[social.Profiler](r, r.Client).UpdateProfile(ctx, c)
	if errors.Is(err, errors.ErrUnsupported) {
		r.wantSilence(before)
		r.offered(err, field)
	}
	r.noError(err, "changing the profile")
	if p == nil {
		r.fatalf("got a nil profile and no error")
	}
	return p
}
