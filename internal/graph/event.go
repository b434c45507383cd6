package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// pushLife is for how long Meta tries to deliver a push.
// See https://developers.facebook.com/docs/graph-api/webhooks/getting-started.
const pushLife = 36 * time.Hour

// PushGap is in [social.Event].Raw where what is only pushed may be missing, since nobody listened for longer than Meta
// tries, which is 36 hours.
type PushGap struct {
	From, Until time.Time
}

// PushGapOf tells of pushes that Meta has given up on, nil if there can be none: for inbox.Push.
func PushGapOf(from, until time.Time) any {
	if until.Sub(from) <= pushLife {
		return nil
	}
	return &PushGap{From: from, Until: until.Add(-pushLife)}
}

// ReadValue decodes the value of an update; a value that is not as documented is the zero value.
func ReadValue[T any](u *Update) *T {
	out := new(T)
	if len(u.Value) == 0 || rest.Decode(u.Value, out) != nil {
		return new(T)
	}
	return out
}

// At is when what an update tells happened: when Meta says, else when it told.
func (u *Update) At(said Time) time.Time {
	if said.IsZero() {
		return u.Time.Time
	}
	return said.Time
}

// IsOld reports that something happened longer before Meta told of it than it tries to: so it is told for another reason.
func (u *Update) IsOld(said Time) bool {
	return !said.IsZero() && !u.Time.IsZero() && u.Time.Sub(said.Time) > pushLife
}

// Once names an update that says nothing of when it happened, and can happen again and again: by when Meta sent it. For
// [WebhookConfig].Key.
func (u *Update) Once() string {
	return Digest(u.Field, string(u.Account), string(u.Value), u.Time.String())
}

// Other is the event of an update that has no kind of its own.
func (u *Update) Other(network string) *social.Event {
	content := string(u.Value)
	if u.Message != nil {
		content = string(u.Message.Raw)
	}
	id := Digest(u.Field, content, u.Time.String())
	return &social.Event{
		Kind: social.EventOther, ID: "update:" + id, Time: u.Time.Time, Raw: u,
		Ref: social.Ref{Network: network, Kind: social.RefEvent, ID: id},
	}
}

// Digest is a short name for something that has none.
func Digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}
