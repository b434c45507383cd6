package linkedin

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// Reasons that this package goes by.
const (
	reasonDuplicate  = "DUPLICATE_POST"
	reasonUnready    = "MEDIA_ASSET_WAITING_UPLOAD"
	reasonMedia      = "MEDIA_ASSET_PROCESSING_FAILED"
	reasonExpiredURL = "EXPIRED_UPLOAD_URL"
	reasonVersion    = "NONEXISTENT_VERSION"
	reasonDenied     = "ACCESS_DENIED"

	// Those that say nothing which the details do not say better.
	reasonDetails       = "BAD_REQUEST"
	reasonUnprocessable = "UNPROCESSABLE_ENTITY"
)

// classify is the one way from answers to sentinels: by reason, else by words, else by status.
func (c *Client) classify(a *rest.Answer) *social.Error {
	wire := new(Error)
	e := &social.Error{Kind: kindOf(wire, a.Status)}
	told := rest.Decode(a.Body, wire) == nil && (wire.Reason() != "" || wire.Message != "")
	if told || a.Status == http.StatusUpgradeRequired {
		e = c.portable(wire, a.Status, clockOf(a))
	}
	if errors.Is(e.Kind, social.ErrRateLimited) {
		e.RetryAfter = shortWindow
		if a.Header.Get("Retry-After") != "" { // of a proxy: LinkedIn never says
			e.RetryAfter = 0
		}
	}
	return e
}

// clockOf is LinkedIn's clock when it answered.
func clockOf(a *rest.Answer) time.Time {
	if at, err := http.ParseTime(a.Header.Get("Date")); err == nil {
		return at
	}
	return a.Received
}

// portable is the error that all networks share.
func (c *Client) portable(wire *Error, status int, now time.Time) *social.Error {
	e := &social.Error{
		Kind: kindOf(wire, status), Code: wire.Reason(), Message: wire.Error(), Field: fieldOf(wire.Path()), Err: wire,
	}
	switch {
	case status == http.StatusUpgradeRequired || e.Code == reasonVersion:
		e.Field = "Config.Version"
		e.Err = &VersionError{Version: c.cfg.Version, Err: wire}
		e.Message = strings.TrimPrefix(e.Message+": update the library, or set Config.Version", ": ")
	case errors.Is(e.Kind, social.ErrPermission):
		if why := needed(wire); why != "" {
			e.Message += " (" + why + ")"
		}
	case errors.Is(e.Kind, social.ErrQuota):
		e.RetryAfter = nextDay(now).Sub(now)
	}
	return e
}

// shortWindow is how long to stay away from an endpoint that was called too fast.
const shortWindow = time.Minute

// kindOf is the table. A nil kind leaves it to the status.
func kindOf(e *Error, status int) error {
	text := strings.ToLower(e.Message)
	switch e.Reason() {
	case "EMPTY_ACCESS_TOKEN", "INVALID_ACCESS_TOKEN", "REVOKED_ACCESS_TOKEN", "EXPIRED_ACCESS_TOKEN",
		"invalid_grant", "invalid_client", "unauthorized_client", "invalid_token":
		return social.ErrAuth
	case reasonDenied, "unauthorized_scope_error", "access_denied", "user_cancelled_login", "user_cancelled_authorize":
		return social.ErrPermission
	case reasonUnready, reasonMedia, reasonExpiredURL, "INVALID_VIDEO_ID": // a refusal, which repeating alone does not mend
		return social.ErrMedia
	case reasonDuplicate:
		return social.ErrDuplicate
	case "NOT_FOUND", "RESOURCE_NOT_FOUND":
		return social.ErrNotFound
	case "invalid_request", "invalid_scope", "unsupported_grant_type", reasonVersion:
		return social.ErrInvalid
	}
	switch {
	case status == http.StatusTooManyRequests && isDaily(text):
		return social.ErrQuota
	case refusesContent(status) && e.Duplicate() != "", status == http.StatusUnprocessableEntity && e.duplicates():
		return social.ErrDuplicate
	case status == http.StatusBadRequest && strings.Contains(text, "organization permissions must be used"):
		return social.ErrPermission
	case strings.Contains(text, "unable to obtain activity"): // of a post that is too young to be commented on
		return social.ErrNotFound
	case status == http.StatusConflict: // somebody else writes at the same time
		return social.ErrUnavailable
	case status == http.StatusMethodNotAllowed:
		return social.ErrInvalid
	default:
		return rest.KindOf(status)
	}
}

// refusesContent reports whether a status is about what was sent, and not about who, how often or where to.
func refusesContent(status int) bool {
	return status == http.StatusBadRequest || status == http.StatusConflict || status == http.StatusUnprocessableEntity
}

// isDaily reports whether a refusal, in small letters, is about the allowance of a day: "MEMBER DAY limit".
func isDaily(text string) bool {
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
	return slices.Contains(words, "day") || slices.Contains(words, "daily")
}

// fieldOf names the field of a draft that a field of a request is made from, "" if none.
func fieldOf(path string) string {
	path = strings.TrimPrefix(path, "/")
	head, rest, _ := strings.Cut(path, "/")
	switch head {
	case "commentary", "message", "text":
		return "Text"
	case "author", "actor", "owner", "initializeUploadRequest":
		return "Config.Author"
	case "visibility":
		return "Visibility"
	case "distribution":
		return "Extras.Targeting"
	case "isReshareDisabledByAuthor":
		return "Extras.NoReshare"
	case "contentCallToActionLabel", "contentLandingPage":
		return "Extras.CallToAction"
	case "reshareContext":
		return "Quote"
	case "content":
		return contentField(rest)
	default:
		return ""
	}
}

func contentField(path string) string {
	kind, rest, _ := strings.Cut(path, "/")
	switch kind {
	case "poll":
		return "Poll"
	case "article":
		return "Link"
	case "media":
		switch rest {
		case "altText":
			return "Media[0].AltText"
		case "title":
			return "Title"
		}
		return "Media[0]"
	case "multiImage":
		rest = strings.TrimPrefix(rest, "images/")
		at, name, _ := strings.Cut(rest, "/")
		if at == "" || strings.Trim(at, "0123456789") != "" {
			return "Media"
		}
		if name == "altText" {
			return "Media[" + at + "].AltText"
		}
		return "Media[" + at + "]"
	default:
		return ""
	}
}

// hasReason reports whether LinkedIn gave err this reason.
func hasReason(err error, reason string) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Reason() == reason
}
