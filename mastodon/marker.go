package mastodon

import (
	"context"
	"errors"
	"net/url"

	"github.com/relais-go/relais/social"
)

// Markers reads how far the account has read its home timeline and its notifications.
// See https://docs.joinmastodon.org/methods/markers/#get.
func (c *Client) Markers(ctx context.Context) (*Markers, error) {
	return get[Markers](ctx, c, "markers", apiPath("markers"), url.Values{"timeline[]": {"home", "notifications"}})
}

// MarkerParams says how far the account has read. "" keeps what is there.
type MarkerParams struct {
	Home          ID // last status read
	Notifications ID // last notification read
}

// SaveMarkers says how far the account has read, so that its other programs know. When another program saves at
// the same moment, the markers are read again and, unless they are as wanted, saved a second time;
// [social.ErrDuplicate] means that the second time failed so, too.
// See https://docs.joinmastodon.org/methods/markers/#create.
func (c *Client) SaveMarkers(ctx context.Context, p *MarkerParams) (*Markers, error) {
	body := map[string]map[string]ID{}
	own := value(p)
	if own.Home != "" {
		body["home"] = map[string]ID{"last_read_id": own.Home}
	}
	if own.Notifications != "" {
		body["notifications"] = map[string]ID{"last_read_id": own.Notifications}
	}
	m, err := post[Markers](ctx, c, familyAll, "markers.save", apiPath("markers"), body)
	if !errors.Is(err, social.ErrDuplicate) {
		return m, err
	}
	m, err = c.Markers(ctx)
	if err != nil {
		return nil, err
	}
	if stands(own.Home, m.Home) && stands(own.Notifications, m.Notifications) {
		return m, nil
	}
	return post[Markers](ctx, c, familyAll, "markers.save", apiPath("markers"), body)
}

// stands reports that a marker is where it was to be put, if anywhere.
func stands(wanted ID, m *Marker) bool { return wanted == "" || wanted == value(m).LastReadID }
