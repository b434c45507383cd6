package socialtest

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/relais-go/relais/social"
)

// elsewhere is a network that no client under test belongs to.
const elsewhere = "socialtest-elsewhere"

// as returns the client as C, and ends the case if it is none.
func as[C any](r *run, client any) C {
	c, ok := client.(C)
	if !ok {
		r.fatalf("%T does not implement social.%s", client, reflect.TypeFor[C]().Name())
	}
	return c
}

// network is the name of the network under test.
func (r *run) network() string { return social.NetworkOf(r.Client) }

// now is the server's time.
func (r *run) now() time.Time {
	if r.Now != nil {
		return r.Now()
	}
	return time.Now()
}

// text returns words that occur nowhere else.
func (*run) text(words string) string { return words + " " + rand.Text()[:10] }

// fresh returns a client as a new process would have it.
func (r *run) fresh(change func(*social.Options)) any {
	r.need("Fresh", r.Fresh != nil)
	return r.Fresh(change)
}

// breakWith arms a fault, or skips the case if the simulator cannot fail so.
func (r *run) breakWith(f Fault) (mend func()) {
	r.need("Server.Break", r.Server.Break != nil)
	mend = r.Server.Break(f)
	if mend == nil {
		r.skipf("Server.Break cannot do %q", f)
	}
	return mend
}

// noError ends the case if err is not nil.
func (r *run) noError(err error, doing string) {
	if err != nil {
		r.fatalf("%s: %v", doing, err)
	}
}

// offered ends the case with a skip if err says that the network lacks something, and then demands that
// the error names the field.
func (r *run) offered(err error, field string) {
	if errors.Is(err, errors.ErrUnsupported) {
		r.wantField(err, field, errors.ErrUnsupported)
		r.skipf("the network does not offer %s: %v", field, err)
	}
}

// wantError demands an *Error of one of the kinds, complete and without secrets.
func (r *run) wantError(err error, kinds ...error) { _ = r.problem(err, kinds...) }

// wantField demands further that the error names the field, or part of it; "" stands for any field.
func (r *run) wantField(err error, field string, kinds ...error) {
	e := r.problem(err, kinds...)
	switch {
	case e.Field == "":
		r.errorf("error %q names no field", err)
	case field != "" && e.Field != field && !strings.HasPrefix(e.Field, field+"[") && !strings.HasPrefix(e.Field, field+"."):
		r.errorf("error %q names field %q, want %q", err, e.Field, field)
	}
}

// problem is what wantError demands.
func (r *run) problem(err error, kinds ...error) *social.Error {
	if err == nil {
		r.fatalf("got no error, want %s", kindNames(kinds))
	}
	if !slices.ContainsFunc(kinds, func(k error) bool { return errors.Is(err, k) }) {
		r.errorf("got error %q, want %s", err, kindNames(kinds))
	}
	var e *social.Error
	if !errors.As(err, &e) {
		r.fatalf("error %q (%T) is no *social.Error", err, err)
	}
	if e.Network != r.network() {
		r.errorf("error %q has Network %q, want %q", err, e.Network, r.network())
	}
	if e.Op == "" {
		r.errorf("error %q has no Op", err)
	}
	if e.Kind == nil {
		r.errorf("error %q has no Kind", err)
	}
	for _, s := range r.Secrets {
		if s != "" && strings.Contains(fmt.Sprintf("%v %+v", err, *e), s) {
			r.errorf("the error shows a secret")
		}
	}
	return e
}

func kindNames(kinds []error) string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = strconv.Quote(k.Error())
	}
	return strings.Join(names, " or ")
}

// wantContext demands that a call ended because its context did.
func (r *run) wantContext(err, cause error) {
	if !errors.Is(err, cause) {
		r.errorf("got error %v after the context had ended, want one that wraps %q", err, cause)
	}
}

// frozen returns a function that demands that v is as it was. Function fields are not compared.
func (r *run) frozen(name string, v any) (check func()) {
	before := r.freeze(v)
	return func() {
		if after := r.freeze(v); after != before {
			r.errorf("%s was changed\nfrom %s\n  to %s", name, before, after)
		}
	}
}

func (r *run) freeze(v any) string {
	data, err := json.Marshal(v)
	r.noError(err, "freezing the argument")
	return string(data)
}

// snapshot is what the server held and had received at one moment.
type snapshot struct {
	posts  []string
	writes int
}

func (r *run) snapshot() snapshot {
	var s snapshot
	if r.Server.Standing != nil {
		for _, p := range r.Server.Standing() {
			s.posts = append(s.posts, fmt.Sprintf("%s %q", p.Ref.ID, p.Text))
		}
		slices.Sort(s.posts)
	}
	if r.Server.Traffic != nil {
		_, s.writes = r.Server.Traffic()
	}
	return s
}

// wantUnchanged demands that nothing stands that did not, and that nothing is gone.
func (r *run) wantUnchanged(before snapshot) {
	if after := r.snapshot(); !slices.Equal(before.posts, after.posts) {
		r.errorf("what stands on the network was changed from %q to %q", before.posts, after.posts)
	}
}

// wantSilence demands further that no write was sent.
func (r *run) wantSilence(before snapshot) {
	r.wantUnchanged(before)
	if after := r.snapshot(); after.writes != before.writes {
		r.errorf("%d writes were sent, want none", after.writes-before.writes)
	}
}

// standing returns what stands with that text.
func (r *run) standing(text string) []*social.Post {
	r.need("Server.Standing", r.Server.Standing != nil)
	var found []*social.Post
	for _, p := range r.Server.Standing() {
		if strings.Contains(p.Text, text) {
			found = append(found, p)
		}
	}
	return found
}

// wantOnce demands that exactly one thing stands with the text, and that post is it.
func (r *run) wantOnce(post *social.Post, text string) {
	found := r.standing(text)
	if len(found) != 1 {
		r.fatalf("%d posts stand with text %q, want exactly 1", len(found), text)
	}
	r.wantPost(post, text)
	if !found[0].Ref.Same(post.Ref) {
		r.errorf("returned %+v, but %+v stands", post.Ref, found[0].Ref)
	}
}

// wantPost demands that a returned post is complete.
func (r *run) wantPost(post *social.Post, text string) {
	if post == nil {
		r.fatalf("got a nil post and no error")
	}
	if post.Ref.Network != r.network() || post.Ref.ID == "" {
		r.errorf("post has Ref %+v, want network %q and an ID", post.Ref, r.network())
	}
	if post.State == "" {
		r.errorf("post has no State")
	}
	if !strings.Contains(post.Text, text) {
		r.errorf("post has text %q, want %q in it", post.Text, text)
	}
}

// publish publishes a draft of the harness, or d if given, as a starting point of a case.
func (r *run) publish(ctx context.Context, d *social.Draft) *social.Post {
	p, ok := r.Client.(social.Publisher)
	if !ok {
		r.skipf("%T publishes nothing to begin with", r.Client)
	}
	if d == nil {
		d = r.Draft()
	}
	post, err := p.Publish(ctx, d)
	r.noError(err, "publishing to begin with")
	r.wantPost(post, d.Text)
	return post
}
