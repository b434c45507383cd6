package mastodon

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// FilterParams describes a filter. When one is changed, zero values keep what is there.
type FilterParams struct {
	Title    string
	Context  []FilterContext       // where it applies; required to create one
	Action   FilterAction          // "": warn, or kept
	Expires  *time.Duration        // from now, rounded up to seconds; nil: never, or kept; 0: never
	Keywords []FilterKeywordParams // to add, change or remove; those not named stay
}

// FilterKeywordParams is a word of a filter.
type FilterKeywordParams struct {
	ID        ID     `json:"id,omitempty"` // of the one to change or remove; "": a new one
	Keyword   string `json:"keyword,omitempty"`
	WholeWord bool   `json:"whole_word"`
	Remove    bool   `json:"_destroy,omitempty"`
}

// MarshalJSON writes what is given.
func (p *FilterParams) MarshalJSON() ([]byte, error) {
	body := map[string]any{}
	if p.Title != "" {
		body["title"] = p.Title
	}
	if p.Context != nil {
		body["context"] = p.Context
	}
	if p.Action != "" {
		body["filter_action"] = p.Action
	}
	if p.Keywords != nil {
		body["keywords_attributes"] = p.Keywords
	}
	switch {
	case p.Expires == nil:
	case *p.Expires == 0:
		body["expires_in"] = nil
	default:
		body["expires_in"] = seconds(*p.Expires)
	}
	return json.Marshal(body)
}

func filterPath(elems ...string) string {
	return rest.Path(append([]string{"api", "v2", "filters"}, elems...)...)
}

// Filters reads all filters; Mastodon 4.0. See https://docs.joinmastodon.org/methods/filters/#get.
func (c *Client) Filters(ctx context.Context) ([]*Filter, error) {
	list, err := readAll[Filter](ctx, c, "filters", filterPath(), nil)
	return list, c.absent(ctx, err, apiNever, "filters of the second version")
}

// Filter reads one filter. See https://docs.joinmastodon.org/methods/filters/#get-one.
func (c *Client) Filter(ctx context.Context, id ID) (*Filter, error) {
	return get[Filter](ctx, c, "filters.get", filterPath(string(id)), nil)
}

// CreateFilter makes a filter. When the answer is lost the error is [social.ErrUncertain].
// See https://docs.joinmastodon.org/methods/filters/#create.
func (c *Client) CreateFilter(ctx context.Context, p *FilterParams) (*Filter, error) {
	if p == nil || p.Title == "" {
		return nil, social.Invalid(network, "Title", "is empty")
	}
	if len(p.Context) == 0 {
		return nil, social.Invalid(network, "Context", "is empty")
	}
	return create[Filter](ctx, c, familyAll, "filters.create", filterPath(), p)
}

// UpdateFilter changes a filter. New keywords are added once more if the answer is lost and the call repeated:
// the error is [social.ErrUncertain] then. See https://docs.joinmastodon.org/methods/filters/#update.
func (c *Client) UpdateFilter(ctx context.Context, id ID, p *FilterParams) (*Filter, error) {
	if p == nil {
		return c.Filter(ctx, id)
	}
	r := &rest.Request{Op: "filters.update", Method: http.MethodPut, Path: filterPath(string(id)), Class: rest.Unsafe}
	return send[Filter](ctx, c, familyAll, r, p)
}

// DeleteFilter deletes a filter with its keywords. See https://docs.joinmastodon.org/methods/filters/#delete.
func (c *Client) DeleteFilter(ctx context.Context, id ID) error {
	return order(ctx, c, "filters.delete", http.MethodDelete, filterPath(string(id)), nil)
}

// FilterKeywords reads the words of a filter. See https://docs.joinmastodon.org/methods/filters/#keywords-get.
func (c *Client) FilterKeywords(ctx context.Context, id ID) ([]*FilterKeyword, error) {
	return readAll[FilterKeyword](ctx, c, "filters.keywords", filterPath(string(id), "keywords"), nil)
}

// AddFilterKeyword adds a word to a filter. When the answer is lost the error is [social.ErrUncertain].
// See https://docs.joinmastodon.org/methods/filters/#keywords-create.
func (c *Client) AddFilterKeyword(ctx context.Context, id ID, keyword string, wholeWord bool) (*FilterKeyword, error) {
	body := FilterKeywordParams{Keyword: keyword, WholeWord: wholeWord}
	return create[FilterKeyword](ctx, c, familyAll, "filters.keywords.create", filterPath(string(id), "keywords"), body)
}

// UpdateFilterKeyword changes a word, by its own ID.
// See https://docs.joinmastodon.org/methods/filters/#keywords-update.
func (c *Client) UpdateFilterKeyword(ctx context.Context, keywordID ID, keyword string, wholeWord bool) (*FilterKeyword, error) {
	body := FilterKeywordParams{Keyword: keyword, WholeWord: wholeWord}
	return put[FilterKeyword](ctx, c, "filters.keywords.update", filterPath("keywords", string(keywordID)), body)
}

// DeleteFilterKeyword removes a word, by its own ID.
// See https://docs.joinmastodon.org/methods/filters/#keywords-delete.
func (c *Client) DeleteFilterKeyword(ctx context.Context, keywordID ID) error {
	return order(ctx, c, "filters.keywords.delete", http.MethodDelete, filterPath("keywords", string(keywordID)), nil)
}

// FilterStatuses reads the statuses that a filter names.
// See https://docs.joinmastodon.org/methods/filters/#statuses-get.
func (c *Client) FilterStatuses(ctx context.Context, id ID) ([]*FilterStatus, error) {
	return readAll[FilterStatus](ctx, c, "filters.statuses", filterPath(string(id), "statuses"), nil)
}

// AddFilterStatus adds a status to a filter. When the answer is lost the error is [social.ErrUncertain].
// See https://docs.joinmastodon.org/methods/filters/#statuses-add.
func (c *Client) AddFilterStatus(ctx context.Context, id, status ID) (*FilterStatus, error) {
	body := map[string]ID{"status_id": status}
	return create[FilterStatus](ctx, c, familyAll, "filters.statuses.create", filterPath(string(id), "statuses"), body)
}

// DeleteFilterStatus removes a status, by the ID of the [FilterStatus].
// See https://docs.joinmastodon.org/methods/filters/#statuses-remove.
func (c *Client) DeleteFilterStatus(ctx context.Context, filterStatusID ID) error {
	return order(ctx, c, "filters.statuses.delete", http.MethodDelete, filterPath("statuses", string(filterStatusID)), nil)
}
