package social

import (
	"context"
	"encoding/json"
	"strconv"
	"time"
)

// Stage is how far a publication got.
type Stage string

// Stages, in order: upload, wait for processing, commit, confirm.
const (
	StageUpload  Stage = "upload"  // some media is not on the network yet
	StageProcess Stage = "process" // all media is there, but not ready
	StageCommit  Stage = "commit"  // ready, and certainly not published
	StageConfirm Stage = "confirm" // sent, and the answer was lost: it may be published
	StageComment Stage = "comment" // published; the first comment is still owed
)

// Pending is an unfinished publication. It marshals to JSON, so that another process can go on with it by
// [Resume]. It holds the content of the post but no credentials.
type Pending struct {
	Network string    `json:"network"`
	Account string    `json:"account,omitempty"` // ID of the account that publishes, if known
	Key     string    `json:"key"`               // the draft's idempotency key
	Stage   Stage     `json:"stage"`
	Since   time.Time `json:"since"` // when the first attempt began, by the network's clock as far as known

	// Post is what stands already, when only the first comment is owed.
	Post *Ref `json:"post,omitempty"`

	// Media is what the draft carries, in its order. Media read from a file is reopened by its path; set
	// Open of the others before resuming in another process, or Resume fails and names the field.
	Media []*Media `json:"media,omitempty"`

	// State is the network's own part: upload sessions, containers, prepared parameters.
	State json.RawMessage `json:"state,omitempty"`
}

// Resumer is implemented by publishers that can go on with what was interrupted.
type Resumer interface {
	// Resume finishes a publication from its Pending: it uploads what is missing, waits, looks whether
	// the post stands already and publishes it if it certainly does not. It never publishes twice. The
	// errors are those of Publish.
	Resume(ctx context.Context, p *Pending) (*Post, error)
}

// Resume goes on with an interrupted publication, in this process or another.
func Resume(ctx context.Context, c any, p *Pending) (*Post, error) {
	if r, ok := c.(Resumer); ok {
		return r.Resume(ctx, p)
	}
	return nil, lacks[Resumer](c)
}

// PendingOf finds the [*Pending] that an error of Publish or Resume carries.
func PendingOf(err error) (*Pending, bool) {
	for _, e := range Problems(err) {
		if e.Pending != nil {
			return e.Pending, true
		}
		if p, ok := PendingOf(e.Err); ok {
			return p, true
		}
	}
	return nil, false
}

// Validate reports whether the publication can be resumed on this network: the first thing that
// implementations of [Resumer] do.
func (p *Pending) Validate(network string) error {
	switch {
	case p == nil:
		return Invalid(network, "Pending", "is nil")
	case p.Network != network:
		return Invalid(network, "Pending.Network", "is "+strconv.Quote(p.Network))
	case p.Key == "":
		return Invalid(network, "Pending.Key", "is empty")
	default:
		return nil
	}
}
