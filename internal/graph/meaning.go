package graph

import (
	"errors"
	"strings"
	"time"

	"github.com/relais-go/relais/social"
)

// Meaning is what an error of Meta's comes down to.
type Meaning struct {
	Kind   error         // a sentinel of package social; nil if the code says nothing
	Field  string        // the option or parameter to look at, "" if none
	Advice string        // what to do, "" if Meta's words say it
	Wait   time.Duration // for how long to stay away, 0 if not said
}

// throttled is for how long to stay away when Meta refuses calls for their number and no header says more. Calls
// made in the meantime would lengthen the block.
const throttled = time.Minute

// Advice that several codes share.
const (
	adviceLogIn   = "log in again"
	adviceWindow  = "messages may be sent within 24 hours of the person's last one; for seven days a person may answer with the tag HUMAN_AGENT"
	adviceBlocked = "Meta blocks this action as spam or abuse: stop, wait some hours, and let a person look at the account"
	adviceAgain   = "upload the file again"
	advicePrivate = "a comment or post can be answered in private once, within seven days, and only that of a person"
)

// Meaning is the one table from codes to sentinels, for Facebook and Instagram both: by subcode where that says
// more, else by code, and by text only where several things share a code. The pages of Meta that it follows:
//
//   - https://developers.facebook.com/docs/graph-api/guides/error-handling
//   - https://developers.facebook.com/docs/graph-api/overview/rate-limiting
//   - https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes
//   - https://developers.facebook.com/docs/messenger-platform/error-codes
//
// Codes 1 and 2 mean [social.ErrUnavailable], also for writes, which may have been executed all the same.
func (e *Error) Meaning() Meaning {
	switch {
	case e.Upload:
		return e.uploadMeaning()
	case e.Down:
		return Meaning{Kind: social.ErrUnavailable}
	}
	for _, look := range []func() (Meaning, bool){e.byText, e.bySubcode, e.byInstagramSubcode, e.byCode} {
		if m, ok := look(); ok {
			return m
		}
	}
	if e.Transient {
		return Meaning{Kind: social.ErrUnavailable}
	}
	return Meaning{}
}

// byCode knows the codes of the whole Graph API.
func (e *Error) byCode() (Meaning, bool) {
	switch c := e.Code; {
	case c == 1, c == 2, c == -1, c == -2:
		return Meaning{Kind: social.ErrUnavailable}, true
	case c == 4, c == 17, c == 32, c == 341, c >= 80000 && c <= 80014:
		return Meaning{Kind: social.ErrRateLimited, Wait: throttled}, true
	case c == 613:
		return Meaning{Kind: social.ErrRateLimited}, true
	case c == 9:
		return Meaning{Kind: social.ErrQuota}, true
	case c == 12:
		return Meaning{Kind: errors.ErrUnsupported}, true
	case c == 190, c == 102:
		return tokenMeaning(e.Subcode), true
	case c == 3, c == 200 || c > 200 && c < 300:
		return Meaning{Kind: social.ErrPermission}, true
	case c == 10:
		return Meaning{Kind: social.ErrPermission, Advice: "the login lacks a permission, or it lapsed after 90 days without use"}, true
	case c == 1705:
		return Meaning{Kind: social.ErrPermission, Advice: "use the token of the page, not that of a person"}, true
	case c == 25:
		return Meaning{Kind: social.ErrPermission, Advice: "the account is restricted: its owner must act in the app"}, true
	case c == 368:
		return Meaning{Kind: social.ErrPermission, Advice: adviceBlocked}, true
	case c == 551:
		return Meaning{Kind: social.ErrPermission, Advice: "the person cannot be reached: " + adviceWindow}, true
	case c == 24, c == 803:
		return Meaning{Kind: social.ErrNotFound}, true
	case c == 506:
		return Meaning{Kind: social.ErrDuplicate}, true
	case c == 10900:
		return Meaning{Kind: social.ErrDuplicate, Advice: "a comment or post is answered in private once"}, true
	case c >= 10901 && c <= 10903:
		return Meaning{Kind: social.ErrPermission, Advice: advicePrivate}, true
	}
	return e.byRequestCode()
}

// byRequestCode knows the codes that find fault with the request itself.
func (e *Error) byRequestCode() (Meaning, bool) {
	switch e.Code {
	case 100, 110:
		return Meaning{Kind: social.ErrInvalid}, true
	case 101:
		return Meaning{Kind: social.ErrInvalid, Field: "App", Advice: "check the ID of the app"}, true
	case 104:
		return Meaning{Kind: social.ErrInvalid, Field: "AppSecret", Advice: "check the secret of the app"}, true
	case 2500:
		return Meaning{Kind: social.ErrInvalid}, true
	case 3001:
		return Meaning{Kind: social.ErrInvalid, Field: "metric"}, true
	case 1609005:
		return Meaning{Kind: social.ErrInvalid, Field: "link", Advice: "Meta could not read the page that the link leads to"}, true
	case 352, 382, 36000, 36001, 36003:
		return Meaning{Kind: social.ErrMedia}, true
	case 36004:
		return Meaning{Kind: social.ErrInvalid, Field: "caption"}, true
	case 389, 9004:
		return Meaning{Kind: social.ErrMedia, Advice: "Meta could not fetch the address: it must be public, and robots.txt must let facebookexternalhit in"}, true
	case 6000, 6001:
		return Meaning{Kind: social.ErrMedia, Advice: adviceAgain}, true
	case 9007:
		return Meaning{Kind: social.ErrMedia, Advice: "the media is not ready yet: wait for its status FINISHED", Wait: 30 * time.Second}, true
	default:
		return Meaning{}, false
	}
}

// tokenMeaning says what became of a token.
func tokenMeaning(subcode int) Meaning {
	m := Meaning{Kind: social.ErrAuth, Advice: adviceLogIn}
	switch subcode {
	case 458:
		m.Advice = "the person removed the app: " + adviceLogIn
	case 459:
		m.Advice = "the person must go to facebook.com and do what it asks for, then " + adviceLogIn
	case 460:
		m.Advice = "the person changed the password, or Meta ended the session for safety: " + adviceLogIn
	case 463:
		m.Advice = "the token has expired: " + adviceLogIn
	case 464:
		m.Advice = "the person must confirm their account at facebook.com, then " + adviceLogIn
	case 466, 467:
		m.Advice = "the token was made invalid: " + adviceLogIn
	case 492:
		m.Advice = "the person lost their role on the page: give it back, then " + adviceLogIn
	}
	return m
}

// byText knows what only the words tell apart.
func (e *Error) byText() (Meaning, bool) {
	has := func(text string) bool { return strings.Contains(e.Message, text) }
	switch {
	case e.Code == 1 && has("reduce the amount of data"):
		return Meaning{Kind: social.ErrInvalid, Field: "limit"}, true
	case has("appsecret_proof"), has("client secret"):
		return Meaning{Kind: social.ErrInvalid, Field: "AppSecret", Advice: "check the secret of the app"}, true
	case e.Code == 100 && has("No permission to publish"):
		return Meaning{Kind: social.ErrPermission}, true
	case e.Code == 10 && has("Not enough viewers"):
		return Meaning{Kind: social.ErrNotFound, Advice: "Meta gives no numbers for fewer than five viewers"}, true
	case has("not an Instagram Business"):
		return Meaning{Kind: social.ErrPermission, Advice: "the account must be a professional one"}, true
	case has("session has been invalidated"):
		return Meaning{Kind: social.ErrAuth, Advice: adviceLogIn}, true
	case (e.Code == 2500 || e.Code == 104) && has("access token"):
		return Meaning{Kind: social.ErrAuth}, true
	case has("INSTAGRAM_PLATFORM_API__PERMISSION"):
		return Meaning{Kind: social.ErrPermission}, true
	case has("INSTAGRAM_PLATFORM_API__INVALID_LOCATION_ID"):
		return Meaning{Kind: social.ErrInvalid, Field: "location_id"}, true
	case has("INSTAGRAM_PLATFORM_API__INVALID_PARAM"):
		return Meaning{Kind: social.ErrInvalid}, true
	case e.Code == 400 && (has("authorization code") || has("code was not found")): // Instagram's token endpoint
		return Meaning{Kind: social.ErrAuth, Advice: "a code works once and for an hour: " + adviceLogIn}, true
	default:
		return Meaning{}, false
	}
}

// uploadMeaning is that of an upload's failure, which has a type instead of a code.
func (e *Error) uploadMeaning() Meaning {
	switch {
	case e.Type == "OffsetInvalidError", e.Type == "PartialRequestError":
		return Meaning{Kind: social.ErrUnavailable, Advice: "go on from where the server is"}
	case e.Retriable:
		return Meaning{Kind: social.ErrUnavailable}
	case strings.Contains(e.Type, "Auth"), strings.Contains(e.Type, "NotAuthorized"):
		return Meaning{Kind: social.ErrAuth, Advice: adviceLogIn}
	default:
		return Meaning{Kind: social.ErrMedia}
	}
}
