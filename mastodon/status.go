package mastodon

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"strconv"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Published is the answer to a new status: one of the two is set.
type Published struct {
	Status    *Status
	Scheduled *ScheduledStatus // when ScheduledAt took effect
}

// id names what was created, across both kinds.
func (p *Published) id() string {
	switch {
	case p.Scheduled != nil && p.Scheduled.ID != "":
		return "scheduled/" + string(p.Scheduled.ID)
	case p.Status != nil:
		return string(p.Status.ID)
	default:
		return ""
	}
}

// UnmarshalJSON tells the two kinds apart by their members.
func (p *Published) UnmarshalJSON(b []byte) error {
	var probe struct {
		ScheduledAt *json.RawMessage `json:"scheduled_at"`
		Params      *json.RawMessage `json:"params"`
	}
	if err := rest.Decode(b, &probe); err != nil {
		return err
	}
	if probe.ScheduledAt != nil && probe.Params != nil {
		p.Scheduled = new(ScheduledStatus)
		return rest.Decode(b, p.Scheduled)
	}
	p.Status = new(Status)
	return rest.Decode(b, p.Status)
}

// CreateStatus publishes or schedules a status, once: when the answer is lost, the account's newest statuses
// are searched before anything is sent again. Nothing is validated locally; [Client.Publish] does that.
// See https://docs.joinmastodon.org/methods/statuses/#create.
func (c *Client) CreateStatus(ctx context.Context, p *StatusParams) (*Published, error) {
	if p == nil {
		return nil, social.Invalid(network, "params", "is nil")
	}
	return c.createOnce(ctx, &attempt{Params: p, Key: p.Key, Named: p.Key != ""})
}

// sendStatus makes the one request.
func (c *Client) sendStatus(ctx context.Context, p *StatusParams, key bool) (*Published, error) {
	r := &rest.Request{
		Op: "statuses.create", Method: http.MethodPost, Path: rest.Path("api", "v1", "statuses"), Class: rest.Lookup,
	}
	if key && p.Key != "" {
		r.Header = http.Header{"Idempotency-Key": {p.Key}}
	}
	created, err := send[Published](ctx, c, familyStatuses, r, p)
	if err == nil && created.id() == "" {
		return nil, &social.Error{Network: network, Op: r.Op, Kind: social.ErrUncertain, Message: "the answer names no post"}
	}
	return created, err
}

// Status reads one status. See https://docs.joinmastodon.org/methods/statuses/#get.
func (c *Client) Status(ctx context.Context, id ID) (*Status, error) {
	return get[Status](ctx, c, "statuses.get", statusPath(id), nil)
}

// batch is how many statuses one request may name.
const batch = 20

// StatusesByID reads many statuses, 20 a request. Those that do not exist, or are not for this account to
// see, are left out. Servers before Mastodon 4.3 answer [social.ErrNotFound].
// See https://docs.joinmastodon.org/methods/statuses/#index.
func (c *Client) StatusesByID(ctx context.Context, ids ...ID) ([]*Status, error) {
	var all []*Status
	for len(ids) > 0 {
		n := min(len(ids), batch)
		q := url.Values{}
		for _, id := range ids[:n] {
			q.Add("id[]", string(id))
		}
		got, err := get[[]*Status](ctx, c, "statuses.index", rest.Path("api", "v1", "statuses"), q)
		if err != nil {
			return nil, err
		}
		all = append(all, *got...)
		ids = ids[n:]
	}
	return all, nil
}

// EditStatus replaces a status. See [EditParams] for what is lost when it is left out, and
// https://docs.joinmastodon.org/methods/statuses/#edit.
func (c *Client) EditStatus(ctx context.Context, id ID, p *EditParams) (*Status, error) {
	if p == nil {
		return nil, social.Invalid(network, "params", "is nil")
	}
	r := &rest.Request{Op: "statuses.edit", Method: http.MethodPut, Path: statusPath(id), Class: rest.Idempotent}
	return send[Status](ctx, c, familyStatuses, r, p)
}

// DeleteStatus deletes an own status and returns it with its source text, for redrafting. Its media stay for
// about a day, to be used again, unless deleteMedia is set (Mastodon 4.4).
// See https://docs.joinmastodon.org/methods/statuses/#delete.
func (c *Client) DeleteStatus(ctx context.Context, id ID, deleteMedia bool) (*Status, error) {
	q := url.Values{}
	if deleteMedia {
		q.Set("delete_media", strconv.FormatBool(deleteMedia))
	}
	r := &rest.Request{
		Op: "statuses.delete", Method: http.MethodDelete, Path: statusPath(id), Query: q, Class: rest.Idempotent, Gone: true,
	}
	return send[Status](ctx, c, familyDelete, r, nil)
}

// StatusSource reads the text as it was written, for editing.
// See https://docs.joinmastodon.org/methods/statuses/#source.
func (c *Client) StatusSource(ctx context.Context, id ID) (*StatusSource, error) {
	return get[StatusSource](ctx, c, "statuses.source", statusPath(id, "source"), nil)
}

// StatusHistory reads all versions, oldest first. See https://docs.joinmastodon.org/methods/statuses/#history.
func (c *Client) StatusHistory(ctx context.Context, id ID) ([]StatusEdit, error) {
	v, err := get[[]StatusEdit](ctx, c, "statuses.history", statusPath(id, "history"), nil)
	return value(v), err
}

// Context reads what a status answers and what answers it, as far as this server knows: up to 4096 each.
// Children come after their parents; build trees from InReplyToID.
// See https://docs.joinmastodon.org/methods/statuses/#context.
func (c *Client) Context(ctx context.Context, id ID) (*Context, error) {
	return get[Context](ctx, c, "statuses.context", statusPath(id, "context"), nil)
}

// RebloggedByPage reads a page of the accounts that boosted a status.
// See https://docs.joinmastodon.org/methods/statuses/#reblogged_by.
func (c *Client) RebloggedByPage(ctx context.Context, id ID, p *PageParams) (*social.Page[Account], error) {
	return page[Account](ctx, c, "statuses.reblogged_by", statusPath(id, "reblogged_by"), nil, p)
}

// RebloggedBy iterates over the accounts that boosted a status.
func (c *Client) RebloggedBy(ctx context.Context, id ID, p *PageParams) iter.Seq2[*Account, error] {
	return pages[Account](ctx, c, "statuses.reblogged_by", statusPath(id, "reblogged_by"), nil, p)
}

// FavouritedByPage reads a page of the accounts that favourited a status.
// See https://docs.joinmastodon.org/methods/statuses/#favourited_by.
func (c *Client) FavouritedByPage(ctx context.Context, id ID, p *PageParams) (*social.Page[Account], error) {
	return page[Account](ctx, c, "statuses.favourited_by", statusPath(id, "favourited_by"), nil, p)
}

// FavouritedBy iterates over the accounts that favourited a status.
func (c *Client) FavouritedBy(ctx context.Context, id ID, p *PageParams) iter.Seq2[*Account, error] {
	return pages[Account](ctx, c, "statuses.favourited_by", statusPath(id, "favourited_by"), nil, p)
}

// Translate translates a status into a language (ISO 639-1; "" is the account's). [social.ErrPermission] means
// that this status cannot be translated, [social.ErrNotFound] that the server cannot translate.
// See https://docs.joinmastodon.org/methods/statuses/#translate.
func (c *Client) Translate(ctx context.Context, id ID, lang string) (*Translation, error) {
	body := map[string]string{}
	if lang != "" {
		body["lang"] = lang
	}
	r := &rest.Request{Op: "statuses.translate", Method: http.MethodPost, Path: statusPath(id, "translate"), Class: rest.Read}
	return send[Translation](ctx, c, familyAll, r, body)
}

// statusPath is the path of a status or of something below it.
func statusPath(id ID, more ...string) string {
	return rest.Path(append([]string{"api", "v1", "statuses", string(id)}, more...)...)
}

// value is *p, or the zero value for nil.
func value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}
