package instagramtest

import (
	"fmt"
	"net/http"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// object is a JSON object.
type object = graphtest.Object

// Subcodes of publishing, see
// https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes.
const (
	subTimeout        = 2207003
	subImageSize      = 2207004
	subImageFormat    = 2207005
	subRatio          = 2207009
	subCaption        = 2207010
	subBadUsername    = 2207018
	subExpired        = 2207020
	subMediaType      = 2207023
	subVideoFormat    = 2207026
	subNotReady       = 2207027
	subNoContainer    = 2207008
	subCarouselSize   = 2207028
	subTagOnVideo     = 2207035
	subTagPlace       = 2207036
	subProduct        = 2207037
	subTooManyTags    = 2207040
	subQuota          = 2207042
	subRestricted     = 2207050
	subSpam           = 2207051
	subFetch          = 2207052
	subUpload         = 2207053
	subThumbOffset    = 2207057
	subVideoType      = 2207067
	subMediaTypeWrong = 2207073
	subNoTrial        = 2207081
)

// codeOf is the code that goes with a subcode.
func codeOf(sub int) int {
	switch sub {
	case subTimeout, subExpired:
		return -2
	case 2207001, 2207032, subUpload, subMediaTypeWrong:
		return -1
	case subThumbOffset:
		return 1
	case subSpam:
		return 4
	case subQuota:
		return 9
	case 2207006, subNoContainer:
		return 24
	case subRestricted:
		return 25
	case subBadUsername:
		return 110
	case subVideoFormat:
		return 352
	case subFetch:
		return 9004
	case subNotReady:
		return 9007
	case subImageSize:
		return 36000
	case subImageFormat:
		return 36001
	case subRatio:
		return 36003
	case subCaption:
		return 36004
	}
	return 100
}

// refuse is an error of publishing. All of them come with HTTP 400. The text is what people are shown.
func refuse(sub int, title, format string, args ...any) *graphtest.Error {
	text := fmt.Sprintf(format, args...)
	return &graphtest.Error{
		Status: http.StatusBadRequest, Code: codeOf(sub), Subcode: sub, Message: messageOf(sub),
		UserTitle: title, UserMsg: text,
	}
}

// messageOf is the text for developers, which is seldom telling.
func messageOf(sub int) string {
	switch sub {
	case subFetch:
		return "Only photo or video can be accepted as media type."
	case subNotReady:
		return "Media ID is not available"
	case subSpam:
		return "Application request limit reached"
	case subMediaTypeWrong, 2207001, 2207032, subUpload:
		return "Fatal"
	case subTimeout, subExpired:
		return "Unknown error"
	case subImageSize:
		return "The image size is too large."
	case subImageFormat:
		return "The image format is not supported."
	case subRatio:
		return "The aspect ratio is not supported."
	case subCaption:
		return "The caption was too long."
	case subNoContainer:
		return "The requested resource does not exist"
	}
	return "Invalid parameter"
}

// badParam is code 100 without a subcode.
func badParam(format string, args ...any) *graphtest.Error {
	return graphtest.BadParam(fmt.Sprintf(format, args...))
}

func notAllowed(param string) *graphtest.Error { return badParam("param %s is not allowed", param) }

// symbolic is an error that is known by a name of capitals.
func symbolic(name string) *graphtest.Error {
	return &graphtest.Error{Status: http.StatusBadRequest, Code: 100, Message: name}
}
