package graph

import (
	"time"

	"github.com/relais-go/relais/social"
)

// bySubcode knows the subcodes of Facebook and Messenger, whatever code they come with.
func (e *Error) bySubcode() (Meaning, bool) {
	switch e.Subcode {
	case 33:
		return Meaning{Kind: social.ErrNotFound}, e.Code == 100
	case 36007, 36009:
		return Meaning{Kind: social.ErrAuth, Advice: "the code has expired or was used before: " + adviceLogIn}, true
	case 36008:
		return Meaning{Kind: social.ErrInvalid, Field: "RedirectURI", Advice: "must be the address of the login, to the letter"}, true
	case 2018065, 2018278, 2534022:
		return Meaning{Kind: social.ErrPermission, Advice: adviceWindow}, true
	case 2018001:
		return Meaning{Kind: social.ErrNotFound, Advice: "nobody has this ID for the page"}, true
	case 2018344:
		return Meaning{Kind: social.ErrPermission, Advice: "an administrator of the page must accept the terms for contacts"}, true
	case 2534014:
		return Meaning{Kind: social.ErrInvalid, Field: "recipient", Advice: "must be the ID that webhooks and conversations name"}, true
	case 2534041:
		return Meaning{Kind: social.ErrPermission, Advice: "the owner must allow access to messages in the settings of the Instagram app"}, true
	case 1504028:
		return Meaning{Kind: social.ErrInvalid, Field: "metric"}, true
	case 1346003, 1390008, 1404102, 1404112:
		return Meaning{Kind: social.ErrPermission, Advice: adviceBlocked}, true
	case 1404006, 4854002:
		return Meaning{Kind: social.ErrPermission, Advice: "Meta wants a person to pass a security check at facebook.com"}, true
	case 1404078:
		return Meaning{Kind: social.ErrPermission, Advice: "the page needs the Page Publishing Authorization"}, true
	case 1366046, 2069019:
		return Meaning{Kind: social.ErrMedia}, true
	case 1366051:
		return Meaning{Kind: social.ErrDuplicate, Advice: "the photos were posted already"}, true
	case 1609008, 2061006:
		return Meaning{Kind: social.ErrInvalid, Field: "link"}, true
	case 1349125:
		return Meaning{Kind: social.ErrInvalid}, true
	case 1363047, 1609010:
		return Meaning{Kind: social.ErrUnavailable}, true
	default:
		return Meaning{}, false
	}
}

// byInstagramSubcode knows the subcodes of publishing on Instagram, which also stand in the status of a container.
func (e *Error) byInstagramSubcode() (Meaning, bool) {
	invalid := func(field string) (Meaning, bool) { return Meaning{Kind: social.ErrInvalid, Field: field}, true }
	media := func(advice string) (Meaning, bool) { return Meaning{Kind: social.ErrMedia, Advice: advice}, true }
	const container = "make a new container"
	switch e.Subcode {
	case 2207001, 2207003, 2207032:
		return Meaning{Kind: social.ErrUnavailable}, true
	case 2207051:
		return Meaning{Kind: social.ErrPermission, Advice: adviceBlocked}, true
	case 2207042:
		return Meaning{Kind: social.ErrQuota, Advice: "the posts of the last 24 hours count"}, true
	case 2207050:
		return Meaning{Kind: social.ErrPermission, Advice: "the account is restricted: its owner must act in the app"}, true
	case 2207081:
		return Meaning{Kind: social.ErrPermission, Advice: "the account may not publish trial reels"}, true
	case 2207013:
		return Meaning{Kind: social.ErrNotFound, Advice: "only professional accounts that anybody may see can be found"}, true
	case 2207024:
		return Meaning{Kind: social.ErrNotFound, Advice: "Instagram knows no such hashtag, or shows nothing of it"}, true
	case 2207034:
		return Meaning{Kind: social.ErrQuota, Advice: "an account may search for 30 different hashtags in seven days"}, true
	case 2207006, 2207020:
		return Meaning{Kind: social.ErrNotFound, Advice: container}, true
	case 2207008:
		return Meaning{Kind: social.ErrNotFound, Advice: "publish again in half a minute, then " + container, Wait: 30 * time.Second}, true
	case 2207027:
		return Meaning{Kind: social.ErrMedia, Advice: "the media is not ready yet: wait for its status FINISHED", Wait: 30 * time.Second}, true
	case 2207073:
		return invalid("media")
	case 2207057:
		return invalid("thumb_offset")
	case 2207023:
		return invalid("media_type")
	case 2207028:
		return invalid("children")
	case 2207035, 2207036, 2207040:
		return invalid("user_tags")
	case 2207037:
		return invalid("product_tags")
	case 2207018:
		return invalid("collaborators")
	case 2207010:
		return invalid("caption")
	case 2207004:
		return media("an image may have 8 MiB")
	case 2207005:
		return media("an image must be a JPEG")
	case 2207009:
		return media("an image may be as tall as 4:5 and as wide as 1.91:1")
	case 2207052:
		return media("the address must be public, without a login, and robots.txt must let Meta in")
	case 2207026, 2207076, 2207077, 2207085:
		return media("")
	case 2207053, 2207082:
		return media(container)
	default:
		return Meaning{}, false
	}
}
