package youtube_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/youtube"
)

// schema is a type of a discovery document.
type schema struct {
	ID         string             `json:"id"`
	Ref        string             `json:"$ref"`
	Type       string             `json:"type"`
	Format     string             `json:"format"`
	Enum       []string           `json:"enum"`
	Properties map[string]*schema `json:"properties"`
	Items      *schema            `json:"items"`
	Values     *schema            `json:"additionalProperties"`
}

// method is an endpoint of a discovery document.
type method struct {
	HTTPMethod string             `json:"httpMethod"`
	Path       string             `json:"path"`
	Parameters map[string]*schema `json:"parameters"`
	Upload     *struct {
		MaxSize string   `json:"maxSize"`
		Accept  []string `json:"accept"`
	} `json:"mediaUpload"`
}

type resource struct {
	Methods   map[string]*method   `json:"methods"`
	Resources map[string]*resource `json:"resources"`
}

// document is a description of an API by Google.
type document struct {
	Schemas map[string]*schema `json:"schemas"`
	resource
}

func describe(t *testing.T, name string) *document {
	t.Helper()
	dir := os.Getenv("SPECS_DIR")
	if dir == "" {
		t.Skip("set SPECS_DIR to the folder that holds " + name)
	}
	b, err := os.ReadFile(filepath.Join(dir, name))
	require.NoError(t, err)
	d := new(document)
	require.NoError(t, json.Unmarshal(b, d))
	return d
}

func describeData(t *testing.T) *document {
	t.Helper()
	return describe(t, "youtube-v3-discovery.json")
}

func (d *document) resolve(s *schema) *schema {
	if s.Ref != "" {
		return d.Schemas[s.Ref]
	}
	return s
}

// described are the types of this package by the schema that they read.
func described() map[string]any {
	return map[string]any{
		"Video": youtube.Video{}, "VideoStat": youtube.VideoStats{}, "VideoRating": youtube.VideoRating{},
		"Channel": youtube.Channel{}, "Playlist": youtube.Playlist{}, "PlaylistItem": youtube.PlaylistItem{},
		"CommentThread": youtube.CommentThread{}, "Comment": youtube.Comment{}, "Caption": youtube.Caption{},
		"LiveBroadcast": youtube.Broadcast{}, "LiveChatMessage": youtube.ChatMessage{}, "LiveChatMessageListResponse": youtube.ChatPage{},
		"LiveStream": youtube.Stream{}, "Member": youtube.Member{}, "MembershipsLevel": youtube.MembershipLevel{}, "SuperChatEvent": youtube.SuperChat{},
		"PlaylistImage": youtube.PlaylistImage{}, "LiveChatBan": youtube.ChatBan{}, "LiveChatModerator": youtube.ChatModerator{},
		"Subscription": youtube.Subscription{}, "SearchResult": youtube.SearchResult{}, "VideoCategory": youtube.Category{},
		"Activity": youtube.Activity{}, "ChannelBannerResource": youtube.Banner{}, "VideoListResponse": youtube.List[youtube.Video]{},
		"Thumbnail": youtube.Thumbnail{}, "VideoAbuseReportReason": youtube.ReportReason{},
	}
}

// undescribed are fields that are right although the description lacks them.
func undescribed() map[string]string {
	return map[string]string{
		"VideoStat.statistics.dislikeCount":                                           "the type is that of videos, which have it",
		"Member.snippet.membershipsDetails.membershipsDuration.level":                 "the type is that of the levels, which have it",
		"Member.snippet.membershipsDetails.membershipsDuration.memberSince":           "a time, which the description calls so in words only",
		"Member.snippet.membershipsDetails.membershipsDurationAtLevels[].memberSince": "as above",
		"Playlist.player.embedWidth":                                                  "the type is that of videos, which have it",
		"Playlist.player.embedHeight":                                                 "the type is that of videos, which have it",
	}
}

// TestFieldsAreDescribed: every field that is read or written exists, with a form that the Go type reads.
func TestFieldsAreDescribed(t *testing.T) {
	t.Parallel()
	d := describeData(t)
	for name, v := range described() {
		require.Contains(t, d.Schemas, name)
		d.compare(t, reflect.TypeOf(v), d.Schemas[name], name)
	}
}

func TestReportIsDescribed(t *testing.T) {
	t.Parallel()
	d := describe(t, "youtubeanalytics-v2-discovery.json")
	d.compare(t, reflect.TypeFor[youtube.Column](), d.Schemas["ResultTableColumnHeader"], "Column")
	for _, name := range []string{"kind", "columnHeaders", "rows"} {
		assert.Contains(t, d.Schemas["QueryResponse"].Properties, name)
	}
}

// compare walks through a Go type beside its schema.
func (d *document) compare(t *testing.T, typ reflect.Type, s *schema, path string) {
	t.Helper()
	s = d.resolve(s)
	if typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	if want := forms(typ); want != nil {
		got := s.Type + ":" + s.Format
		assert.True(t, slices.ContainsFunc(want, func(w string) bool { return strings.HasPrefix(got, w) }), "%s is %s, %v reads %v", path, got, typ, want)
		return
	}
	switch typ.Kind() {
	case reflect.Slice:
		require.Equal(t, "array", s.Type, path)
		d.compare(t, typ.Elem(), s.Items, path+"[]")
	case reflect.Map:
		if s.Values != nil {
			d.compare(t, typ.Elem(), s.Values, path+"{}")
			return
		}
		for name, p := range s.Properties { // a map of thumbnails, described as a struct
			d.compare(t, typ.Elem(), p, path+"."+name)
		}
	case reflect.Struct:
		for field := range typ.Fields() {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			at := path + "." + name
			require.NotEmpty(t, name, "%s.%s", path, field.Name)
			if undescribed()[at] != "" {
				continue
			}
			if assert.Contains(t, s.Properties, name, "%s is not described", at) {
				d.compare(t, field.Type, s.Properties[name], at)
			}
		}
	default:
		t.Errorf("%s: %v has no counterpart in %s", path, typ, s.Type)
	}
}

// forms are the described forms that a scalar type reads; nil for what is no scalar.
func forms(typ reflect.Type) []string {
	switch typ {
	case reflect.TypeFor[youtube.Count]():
		return []string{"string:uint64", "string:int64"}
	case reflect.TypeFor[youtube.Int]():
		return []string{"integer:"}
	case reflect.TypeFor[youtube.Time]():
		return []string{"string:date-time", "string:google-datetime"}
	case reflect.TypeFor[youtube.Duration]():
		return []string{"string:"}
	case reflect.TypeFor[youtube.Bool]():
		return []string{"boolean:", "string:"}
	}
	switch typ.Kind() {
	case reflect.String:
		return []string{"string:"}
	case reflect.Bool:
		return []string{"boolean:"}
	case reflect.Float64:
		return []string{"number:"}
	default:
		return nil
	}
}

// enums are the enumerations by the property that holds them.
func enums() map[string][]string {
	return map[string][]string{
		"VideoStatus.privacyStatus": texts(youtube.PrivacyPublic, youtube.PrivacyUnlisted, youtube.PrivacyPrivate),
		"VideoStatus.uploadStatus": texts(youtube.UploadUploaded, youtube.UploadProcessed, youtube.UploadFailed, youtube.UploadRejected,
			youtube.UploadDeleted),
		"VideoStatus.failureReason": texts(youtube.FailureCodec, youtube.FailureConversion, youtube.FailureEmptyFile, youtube.FailureInvalidFile,
			youtube.FailureTooSmall, youtube.FailureAborted),
		"VideoStatus.rejectionReason": texts(youtube.RejectionClaim, youtube.RejectionCopyright, youtube.RejectionDuplicate,
			youtube.RejectionInappropriate, youtube.RejectionLegal, youtube.RejectionLength, youtube.RejectionTerms, youtube.RejectionTrademark,
			youtube.RejectionAccountClosed, youtube.RejectionAccountSuspended),
		"VideoStatus.license": texts(youtube.LicenseYouTube, youtube.LicenseCC),
		"VideoProcessingDetails.processingStatus": texts(youtube.ProcessingRunning, youtube.ProcessingSucceeded, youtube.ProcessingFailed,
			youtube.ProcessingTerminated),
		"VideoProcessingDetails.processingFailureReason": texts(youtube.ProcessingUploadFailed, youtube.ProcessingTranscodeFailed,
			youtube.ProcessingStreamingFailed, youtube.ProcessingOther),
		"VideoSnippet.liveBroadcastContent": texts(youtube.LiveNone, youtube.LiveUpcoming, youtube.LiveNow, youtube.LiveCompleted),
		"VideoRating.rating":                texts(youtube.RatingNone, youtube.RatingLike, youtube.RatingDislike),
		"CommentSnippet.moderationStatus": texts(youtube.ModerationPublished, youtube.ModerationHeld, youtube.ModerationSpam,
			youtube.ModerationRejected),
		"ChannelStatus.longUploadsStatus": texts(youtube.LongUploadsAllowed, youtube.LongUploadsEligible, youtube.LongUploadsDisallowed),
		"CaptionSnippet.trackKind":        texts(youtube.CaptionStandard, youtube.CaptionAutomatic, youtube.CaptionForced),
		"CaptionSnippet.status":           texts(youtube.CaptionServing, youtube.CaptionSyncing, youtube.CaptionFailed),
		"CaptionSnippet.failureReason": texts(youtube.CaptionUnknownFormat, youtube.CaptionUnsupportedFormat,
			youtube.CaptionProcessingFailed),
		"LiveBroadcastStatus.lifeCycleStatus": texts(youtube.LifeCreated, youtube.LifeReady, youtube.LifeTestStarting, youtube.LifeTesting,
			youtube.LifeLiveStarting, youtube.LifeLive, youtube.LifeComplete, youtube.LifeRevoked),
		"LiveChatMessageSnippet.type": texts(youtube.ChatText, youtube.ChatSuperChat, youtube.ChatSuperSticker, youtube.ChatFanFunding,
			youtube.ChatNewMember, youtube.ChatMemberMilestone, youtube.ChatGifting, youtube.ChatGiftReceived, youtube.ChatGift,
			youtube.ChatPoll, youtube.ChatUserBanned, youtube.ChatMembersOnly, youtube.ChatMembersOnlyOver, youtube.ChatEnded,
			youtube.ChatTombstone),
		"LiveChatBanSnippet.type":    texts(youtube.BanPermanent, youtube.BanTemporary),
		"LiveChatPollDetails.status": texts(youtube.ChatPollActive, youtube.ChatPollClosed),
		"ActivitySnippet.type": texts(youtube.ActivityUpload, youtube.ActivityComment, youtube.ActivitySubscription,
			youtube.ActivityPlaylistItem, youtube.ActivityRecommendation, youtube.ActivityBulletin, youtube.ActivitySocial,
			youtube.ActivityChannelItem, youtube.ActivityPromotedItem),
	}
}

func texts[S ~string](values ...S) []string {
	var out []string
	for _, v := range values {
		out = append(out, string(v))
	}
	return out
}

// TestEnumsAreDescribed: every constant exists, and of the described values those that are missing are no values.
func TestEnumsAreDescribed(t *testing.T) {
	t.Parallel()
	d := describeData(t)
	noValue := []string{
		"invalidType", "unknown", "messageDeletedEvent", "messageRetractedEvent", // the last two never arrive
	}
	for at, ours := range enums() {
		name, property, _ := strings.Cut(at, ".")
		theirs := slices.DeleteFunc(slices.Clone(d.Schemas[name].Properties[property].Enum), func(v string) bool {
			return strings.HasSuffix(v, "Unspecified") || slices.Contains(noValue, v)
		})
		assert.ElementsMatch(t, theirs, ours, at)
	}
}

// TestThumbnailSizes are those that are described.
func TestThumbnailSizes(t *testing.T) {
	t.Parallel()
	d := describeData(t)
	assert.ElementsMatch(t, slices.Collect(maps.Keys(d.Schemas["ThumbnailDetails"].Properties)), texts(
		youtube.ThumbnailDefault, youtube.ThumbnailMedium, youtube.ThumbnailHigh, youtube.ThumbnailStandard, youtube.ThumbnailMax,
		youtube.ThumbnailFHD, youtube.ThumbnailQHD, youtube.ThumbnailUHD))
}
