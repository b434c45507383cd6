package graph

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/relais-go/relais/internal/rest"
)

// Update is one thing that Meta tells by a webhook.
// See https://developers.facebook.com/docs/graph-api/webhooks/getting-started#event-notifications.
type Update struct {
	Object  string // what was subscribed to: "page", "instagram"
	Account ID     // of the page or account that it happened to
	Time    Time   // when Meta sent it

	// Field names what has changed, and Value holds it; Value is nil if Meta told only that it has. Both are empty
	// for messages.
	Field string
	Value json.RawMessage

	Message *Messaging // nil for changes
	Standby bool       // the message belongs to another app's conversation
}

// errEnvelope is the cause when a webhook's body is not what Meta documents.
var errEnvelope = errors.New("is no notification of Meta's")

// wireEnvelope is the body of a webhook.
type wireEnvelope struct {
	Object string      `json:"object"`
	Entry  []wireEntry `json:"entry"`
}

type wireEntry struct {
	ID            ID                `json:"id"`
	Time          Time              `json:"time"`
	Changes       []wireChange      `json:"changes"`
	ChangedFields []string          `json:"changed_fields"`
	Messaging     []json.RawMessage `json:"messaging"`
	Standby       []json.RawMessage `json:"standby"`

	wireChange // some of Instagram's fields stand in the entry itself
}

type wireChange struct {
	Field string          `json:"field"`
	Value json.RawMessage `json:"value"`
}

// ParseUpdates reads the body of a webhook in all of the forms in which Meta sends them: changes in a list, or in
// the entry itself; messages; names of fields alone; all of it in a list.
func ParseUpdates(body []byte) ([]*Update, error) {
	body = bytes.TrimSpace(body)
	if len(body) == 0 {
		return nil, errEnvelope
	}
	var list []wireEnvelope
	if body[0] != '[' {
		list = make([]wireEnvelope, 1)
		if err := rest.Decode(body, &list[0]); err != nil {
			return nil, fmt.Errorf("%w: %w", errEnvelope, err)
		}
	} else if err := rest.Decode(body, &list); err != nil {
		return nil, fmt.Errorf("%w: %w", errEnvelope, err)
	}
	var out []*Update
	for i := range list {
		if list[i].Object == "" {
			return nil, errEnvelope
		}
		for j := range list[i].Entry {
			out = append(out, list[i].Entry[j].updates(list[i].Object)...)
		}
	}
	return out, nil
}

// updates lists what an entry tells, in its order.
func (e *wireEntry) updates(object string) []*Update {
	var out []*Update
	add := func(u Update) {
		u.Object, u.Account, u.Time = object, e.ID, e.Time
		out = append(out, &u)
	}
	for _, c := range e.Changes {
		add(Update{Field: c.Field, Value: c.Value})
	}
	if e.Field != "" {
		add(Update{Field: e.Field, Value: e.Value})
	}
	for _, f := range e.ChangedFields {
		add(Update{Field: f})
	}
	for _, m := range e.Messaging {
		add(Update{Message: readMessaging(m)})
	}
	for _, m := range e.Standby {
		add(Update{Message: readMessaging(m), Standby: true})
	}
	return out
}
