package linkedin

import (
	"context"
	"errors"
	"slices"

	"github.com/relais-go/relais/social"
)

// multiple is a read of several things: in batches, or one by one where LinkedIn does not let the application batch.
type multiple[T any] struct {
	op, path string
	keys     []string
	encode   func(key string) value // nil: as a text
	more     params                 // beside the keys
	single   func(ctx context.Context, key string) (*T, error)
	priority social.Priority
}

// read gives what was found, and why the others were not, by their keys.
func (m *multiple[T]) read(ctx context.Context, c *Client) (found map[string]*T, failed map[string]error, err error) {
	found, failed = map[string]*T{}, map[string]error{}
	for part := range slices.Chunk(m.keys, mostPosts) {
		ids := value{kind: kindList}
		for _, key := range part {
			v := textValue(key)
			if m.encode != nil {
				v = m.encode(key)
			}
			ids.list = append(ids.list, v)
		}
		var q params
		q.set("ids", ids)
		q = append(q, m.more...)
		some, why, err := batchGet[T](ctx, c, &request{Op: m.op + ".batchGet", Path: m.path, Query: q, Priority: m.priority})
		if errors.Is(err, social.ErrPermission) && m.single != nil {
			if err := m.oneByOne(ctx, part, found, failed); err != nil {
				return nil, nil, err
			}
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		m.assign(part, some, why, found, failed)
	}
	return found, failed, nil
}

// assign finds the answers to the keys of a part.
func (m *multiple[T]) assign(part []string, some map[string]*T, why map[string]error, found map[string]*T, failed map[string]error) {
	for _, key := range part {
		name := key
		if m.encode != nil {
			v := m.encode(key)
			name = plainKey(v.reduced())
		}
		switch {
		case some[name] != nil:
			found[key] = some[name]
		case why[name] != nil:
			failed[key] = why[name]
		default:
			failed[key] = &social.Error{Network: network, Op: m.op + ".batchGet", Kind: social.ErrNotFound, Message: "the answer does not hold it"}
		}
	}
}

// mostDenied is after how many refusals in a row, with nothing but refusals before, it is the token and not the things.
const mostDenied = 3

// oneByOne reads what may not be read in a batch. A failure that is not about one thing ends it.
func (m *multiple[T]) oneByOne(ctx context.Context, keys []string, found map[string]*T, failed map[string]error) error {
	denied := 0
	for i, key := range keys {
		v, err := m.single(ctx, key)
		switch {
		case err == nil:
			found[key] = v
		case errors.Is(err, social.ErrNotFound), errors.Is(err, social.ErrPermission), errors.Is(err, social.ErrInvalid):
			failed[key] = err
		default:
			return err
		}
		if denied++; !errors.Is(err, social.ErrPermission) {
			denied = -len(keys)
		}
		if denied == mostDenied {
			for _, rest := range keys[i+1:] {
				failed[rest] = err
			}
			return nil
		}
	}
	return nil
}
