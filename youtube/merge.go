package youtube

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// YouTube replaces each part of a resource that an update names: a property that is left out is erased. So the
// parts are read, changed and written back as they were read, with what this package does not know of.
// See https://developers.google.com/youtube/v3/docs/videos/update.

// revision is an update of a resource.
type revision struct {
	kind string // of the resource, "videos"
	id   ID
	set  fields // by part

	check      func(parts map[string]object) error // refuses an update for what was read; nil: never
	readOnly   func(part string) []string          // members that are given and not taken; nil: none
	consistent func(parts map[string]object)       // puts the parts right before they are written; nil: nothing
}

// revise makes an update, one at a time for each resource.
func revise[T any](ctx context.Context, c *Client, r *revision) (*T, error) {
	op := r.kind + ".update"
	if err := needID("id", r.id); err != nil {
		return nil, err
	}
	names := r.set.parts()
	if len(names) == 0 {
		return nil, social.Invalid(network, "params", "name nothing to change")
	}
	leave, err := c.turns.enter(ctx, r.kind+" "+string(r.id))
	if err != nil {
		return nil, err
	}
	defer leave()

	query := url.Values{"part": {strings.Join(names, ",")}}
	read, err := one[object](ctx, c, &request{
		Op: r.kind + ".list", Path: data(r.kind), Query: with(query, url.Values{"id": {string(r.id)}}), Fresh: true,
	})
	if err != nil {
		return nil, err
	}
	body, err := r.apply(names, *read)
	if err != nil {
		return nil, err
	}
	return get[T](ctx, c, &request{
		Op: op, Method: http.MethodPut, Path: data(r.kind), Query: query, Body: body, Class: rest.Idempotent,
	})
}

// apply is the body of the update.
func (r *revision) apply(names []string, read object) (map[string]any, error) {
	parts := map[string]object{}
	for _, name := range names {
		if alwaysThere(name) && !read.has(name) {
			return nil, unreadable(r.kind, fmt.Errorf("the answer lacks %q, which would be erased", name))
		}
		part, err := read.object(name)
		if err != nil {
			return nil, unreadable(r.kind, err)
		}
		parts[name] = part
	}
	if r.check != nil {
		if err := r.check(parts); err != nil {
			return nil, err
		}
	}
	body := map[string]any{"id": r.id}
	for name, part := range parts {
		if r.readOnly != nil {
			for _, member := range r.readOnly(name) {
				delete(part, member)
			}
		}
		set, _ := r.set[name].(fields)
		if err := part.merge(set); err != nil {
			return nil, unreadable(r.kind, err)
		}
		body[name] = part
	}
	if r.consistent != nil {
		r.consistent(parts)
	}
	return body, nil
}

// alwaysThere reports a part that every resource has. Were it missing from what is written back, all of it would be reset:
// a video without its status becomes public.
func alwaysThere(part string) bool {
	switch part {
	case "snippet", "status", "contentDetails", "brandingSettings":
		return true
	default:
		return false
	}
}

// unreadable is the error for what was read and is no JSON of the kind that resources are made of.
func unreadable(kind string, err error) error {
	return &social.Error{Network: network, Op: kind + ".update", Kind: social.ErrUnavailable, Err: err}
}
