package youtube

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// classify is the one way from answers to sentinels: by reason, else by status.
// See https://developers.google.com/youtube/v3/docs/errors.
func classify(a *rest.Answer) *social.Error {
	e := &social.Error{Kind: rest.KindOf(a.Status)}
	wire, ok := readError(a)
	if !ok {
		return e
	}
	e.Code, e.Message = wire.Reason(), wire.Error()
	if wire.Code != 0 || len(wire.Items) > 0 || wire.OAuth != "" {
		e.Err = wire
	}
	if kind := wire.kind(a.Status); kind != nil {
		e.Kind = kind
	}
	e.Field = fieldOf(e.Code)
	if why := advice(e.Code); why != "" {
		e.Message += " (" + why + ")"
	}
	switch {
	case e.Code == reasonUploadLimit:
		e.RetryAfter = day
	case errors.Is(e.Kind, social.ErrQuota) && e.Code != reasonThumbnailLimit:
		now := a.Received
		e.RetryAfter = nextDay(now).Sub(now)
	}
	return e
}

// readError reads a refusal: as the API writes it, as its streams do, or as bare text, which some hosts answer.
func readError(a *rest.Answer) (*Error, bool) {
	wire := new(Error)
	if json.Unmarshal(a.Body, wire) == nil {
		return wire, wire.Error() != ""
	}
	var list []*Error
	if json.Unmarshal(a.Body, &list) == nil && len(list) > 0 && list[0] != nil {
		return list[0], list[0].Error() != ""
	}
	wire.Message = rest.Snippet(a)
	return wire, a.Status == http.StatusTooManyRequests || a.Status == http.StatusForbidden
}

// Reasons that this package goes by.
const (
	reasonUploadLimit    = "uploadLimitExceeded"
	reasonThumbnailLimit = "uploadRateLimitExceeded"
	reasonNoChannel      = "youtubeSignupRequired"
	reasonCaptionExists  = "captionExists"
)

// kind is the sentinel of a reason; nil if the status says it.
func (e *Error) kind(status int) error {
	reason := e.Reason()
	switch reason {
	case "quotaExceeded", "dailyLimitExceeded", "dailyLimitExceededUnreg", "rateLimitExceeded", "userRateLimitExceeded",
		"rateLimitExceededUnreg", "RATE_LIMIT_EXCEEDED", "RESOURCE_EXHAUSTED", "concurrentLimitExceeded":
		return e.quotaKind(reason)
	case reasonUploadLimit, reasonThumbnailLimit: // repeating within minutes is of no use
		return social.ErrQuota
	case "authError", "required", "invalidCredentials", "authorizationRequired", "expired", "keyInvalid", "keyExpired", "API_KEY_INVALID",
		"invalid_grant", "invalid_client", "unauthorized_client", "invalid_token":
		return social.ErrAuth
	case reasonNoChannel, "access_denied", "ineligibleAccount", "videoRatingDisabled", "videoPurchaseRequired", "emailNotVerified",
		"liveStreamingNotEnabled", "insufficientLivePermissions":
		return social.ErrPermission
	case "invalid_scope", "invalid_request", "unsupported_grant_type", "invalidPageToken", "processingFailure":
		return social.ErrInvalid
	case "duplicate", reasonCaptionExists, "subscriptionDuplicate", "videoAlreadyInPlaylist":
		return social.ErrDuplicate
	case "SERVICE_UNAVAILABLE", "ABORTED", "aborted": // with 409, when changes of one thing meet
		return social.ErrUnavailable
	case "liveChatEnded":
		return social.ErrNotFound
	case "operationNotSupported":
		return errors.ErrUnsupported
	case "":
		return e.textKind(status)
	}
	text := strings.ToLower(e.Message)
	switch {
	case strings.HasSuffix(reason, "NotFound"):
		return social.ErrNotFound
	case status == http.StatusBadRequest && strings.Contains(text, "query is not supported"): // a report
		return errors.ErrUnsupported
	case status == http.StatusBadRequest && strings.Contains(text, "api key not valid"):
		return social.ErrAuth
	default:
		return nil
	}
}

// quotaKind tells an allowance of a day from calls that come too fast, which share their reasons.
// See https://developers.google.com/youtube/v3/determine_quota_cost.
func (e *Error) quotaKind(reason string) error {
	switch {
	case e.PerDay():
		return social.ErrQuota
	case strings.Contains(strings.ToLower(e.Message), "per minute"):
		return social.ErrRateLimited
	case strings.HasPrefix(reason, "quota") || strings.HasPrefix(reason, "daily"):
		return social.ErrQuota
	default:
		return social.ErrRateLimited
	}
}

// textKind goes by the words of an answer without a reason.
func (e *Error) textKind(status int) error {
	text := strings.ToLower(e.Error())
	limited := status == http.StatusTooManyRequests || status == http.StatusForbidden && strings.Contains(text, "quota")
	switch {
	case limited && perDay(text), limited && strings.Contains(text, "exceeded your quota"):
		return social.ErrQuota
	case limited:
		return social.ErrRateLimited
	default:
		return nil
	}
}

// fieldOf names the field of a draft that a reason is about, "" if none.
func fieldOf(reason string) string {
	switch reason {
	case "invalidTitle", "titleRequired":
		return "Title"
	case "invalidDescription", "commentTextRequired", "commentTextTooLong":
		return "Text"
	case "invalidTags":
		return "Tags"
	case "invalidCategoryId":
		return "Extras.CategoryID"
	case "invalidPublishAt":
		return "At"
	case "invalidRecordingDetails":
		return "Extras.RecordingDate"
	case "defaultLanguageNotSet", "invalidDefaultLanguage":
		return "Language"
	case "localizationValidationError":
		return "Extras.Localizations"
	case "forbiddenPrivacySetting", "invalidPrivacyStatus":
		return "Visibility"
	case "forbiddenLicenseSetting":
		return "Extras.License"
	case "forbiddenEmbedSetting":
		return "Extras.Embeddable"
	case "invalidFilename", "mediaBodyRequired", "uploadTooLarge":
		return "Media[0]"
	case "invalidPageToken":
		return "Cursor"
	case "parentIdMissing", "parentCommentIsPrivate", "commentNotFound", "parentCommentNotFound":
		return "ReplyTo"
	default:
		return ""
	}
}

// advice says what to do where YouTube's words do not.
func advice(reason string) string {
	switch reason {
	case reasonUploadLimit:
		return "the channel has uploaded as much as YouTube lets it in about a day; that has nothing to do with the program's quota"
	case reasonThumbnailLimit:
		return "the channel has set too many thumbnails lately: come back in some hours"
	case reasonNoChannel:
		return "the Google account has no YouTube channel: make one, or choose the brand account when logging in"
	case "accessNotConfigured":
		return "enable the API for the program's project in the Google Cloud console"
	case "insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT": // see lacksScope
		return "log in again with the scopes of ScopesFor"
	case "quotaExceeded", "dailyLimitExceeded":
		return "the project's units are full again at midnight Pacific time"
	case "invalid_grant":
		return "log in again: the consent was taken back, or is older than the seven days that a program in the state Testing gets"
	case "processingFailure":
		return "usually the comment is gone already, or belongs to somebody else's video"
	default:
		return ""
	}
}

// nextDay is when YouTube's day ends.
func nextDay(now time.Time) time.Time {
	y, m, d := now.In(pacific()).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, pacific())
}
