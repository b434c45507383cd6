package facebook

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"net/url"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Blocked iterates over the people whom the Page has blocked. It needs pages_manage_engagement.
// See https://developers.facebook.com/docs/graph-api/reference/page/blocked/.
func (c *Client) Blocked(ctx context.Context) iter.Seq2[*From, error] {
	return graph.List[From](ctx, c.graph, c.blockedRequest(nil))
}

// BlockedPage reads one page of them: the first for an empty cursor.
func (c *Client) BlockedPage(ctx context.Context, cursor string) (*social.Page[From], error) {
	e, err := graph.EdgeOf[From](ctx, c.graph, c.blockedRequest(nil), cursor)
	if err != nil {
		return nil, err
	}
	return e.Page(), nil
}

func (c *Client) blockedRequest(v url.Values) *graph.Request {
	return &graph.Request{Op: "blocked.list", Path: c.pagePath("blocked"), Fields: graph.Fields("id", "name"), Params: v}
}

// Block keeps somebody from the Page: they can neither write nor react there any more. person is the ID under which
// the Page sees them, as in comments and messages. Blocking again is no error; nobody by that ID is
// [social.ErrNotFound]. See https://developers.facebook.com/docs/graph-api/reference/page/blocked/#Creating.
func (c *Client) Block(ctx context.Context, person ID) error {
	var said map[string]graph.Bool
	err := c.byPerson(person, func(v url.Values) error {
		_, err := c.graph.Do(ctx, &graph.Request{
			Op: "blocked.create", Method: http.MethodPost, Path: c.pagePath("blocked"), Params: v, Class: rest.Idempotent,
		}, &said)
		return err
	})
	if err != nil {
		return c.nobody(ctx, person, err)
	}
	if done, known := said[string(person)]; !known || bool(done) {
		return nil
	}
	for have, err := range graph.List[From](ctx, c.graph, c.blockedRequest(url.Values{"user": {string(person)}})) {
		if err != nil {
			return err
		}
		if have.ID == person { // it was so before
			return nil
		}
	}
	return &social.Error{
		Network: network, Op: "blocked.create", Kind: social.ErrInvalid, Status: http.StatusOK,
		Message: "Facebook did not block the person, and does not say why",
	}
}

// Unblock lets somebody in again. Whoever is not blocked may stay so.
func (c *Client) Unblock(ctx context.Context, person ID) error {
	err := c.byPerson(person, func(v url.Values) error {
		return c.order(ctx, &graph.Request{Op: "blocked.delete", Method: http.MethodDelete, Path: c.pagePath("blocked"), Params: v})
	})
	return c.nobody(ctx, person, err)
}

// byPerson names a person by the ID that the Page knows or, where Facebook refuses that, as its older calls do.
func (c *Client) byPerson(person ID, call func(url.Values) error) error {
	err := call(url.Values{"psid": {string(person)}})
	if errors.Is(err, social.ErrInvalid) {
		if older := call(url.Values{"user": {string(person)}}); !errors.Is(older, social.ErrInvalid) {
			return older
		}
	}
	return err
}

// nobody finds out whether Facebook refused an ID because nobody has it.
func (c *Client) nobody(ctx context.Context, person ID, err error) error {
	if !errors.Is(err, social.ErrInvalid) {
		return err
	}
	_, gone := c.graph.Do(ctx, &graph.Request{Op: "people.get", Path: rest.Path(string(person)), Fields: graph.Fields("id")}, nil)
	if errors.Is(gone, social.ErrNotFound) {
		return gone
	}
	return err
}

// ConversationAction is a measure about people who write private messages.
type ConversationAction string

// Measures about people who write. Blocking is about messages alone, banning about all of the Page.
const (
	ConversationBan     ConversationAction = "BAN_USER"
	ConversationUnban   ConversationAction = "UNBAN_USER"
	ConversationBlock   ConversationAction = "BLOCK_USER"
	ConversationUnblock ConversationAction = "UNBLOCK_USER"
	ConversationSpam    ConversationAction = "MOVE_TO_SPAM"
)

// ModerateConversations takes measures about people who write private messages, each about each. It needs
// pages_messaging.
// See https://developers.facebook.com/docs/messenger-platform/reference/moderate-conversations-api.
func (c *Client) ModerateConversations(ctx context.Context, people []ID, actions ...ConversationAction) error {
	if len(people) == 0 {
		return social.Invalid(network, "people", "is empty")
	}
	if len(actions) == 0 {
		return social.Invalid(network, "actions", "is empty")
	}
	body := struct {
		People  []Recipient          `json:"user_ids"`
		Actions []ConversationAction `json:"actions"`
	}{Actions: actions}
	for _, id := range people {
		body.People = append(body.People, Recipient{ID: id})
	}
	return c.order(ctx, &graph.Request{
		Op: "conversations.moderate", Method: http.MethodPost, Path: c.pagePath("moderate_conversations"), JSON: &body, UseCase: graph.UseMessenger,
	})
}
