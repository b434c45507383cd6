package x_test

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

	"github.com/relais-go/relais/x"
)

// entities make a value of each type by the name of its schema in the OpenAPI description of the API.
var entities = map[string]func() any{
	"Post": make1[x.Post], "User": make1[x.User], "Media": make1[x.Media], "Poll": make1[x.Poll], "Place": make1[x.Place],
	"Topic": make1[x.Topic], "Space": make1[x.Space], "List": make1[x.List], "DmEvent": make1[x.DMEvent], "Expansions": make1[x.Includes],
	"Community": make1[x.Community], "Trend": make1[x.Trend], "PersonalizedTrend": make1[x.PersonalTrend], "Connection": make1[x.StreamConnection],
	"Usage": make1[x.Usage], "Analytics": make1[x.PostAnalytics], "MediaAnalytics": make1[x.MediaAnalytics], "RulesCount": make1[x.RuleCounts],
	"WebhookConfig": make1[x.Webhook], "LikeWithPostAuthor": make1[x.Like], "FollowActivityResponsePayload": make1[x.Relation],
	"ProfileUpdateActivityResponsePayload": make1[x.ProfileUpdate], "PostDeleteActivityResponsePayload": make1[x.PostDeletion],
	"ActivitySubscriptionFilter": make1[x.ActivityFilter], "ActivityStreamResponse": make1[x.ActivityMessage], "StreamPostsResponse": make1[x.StreamMessage],
	"GetActivitySubscriptionsResponseData": make1[x.ActivitySubscription], "CreateActivitySubscriptionResponseData": make1[x.ActivitySubscription],
	"GetPostsCountsRecentResponseData": make1[x.PostCount], "GetRulesResponseData": make1[x.Rule], "UpdateRulesResponseData": make1[x.Rule],
	"GetRuleCountsResponseData": make1[x.RuleCounts], "GetUsersBookmarkFoldersResponseData": make1[x.BookmarkFolder],
	"InitializeMediaUploadResponseData": make1[x.Upload], "AppendMediaUploadResponseData": make1[x.Upload],
	"FinalizeMediaUploadResponseData": make1[x.Upload], "GetMediaUploadStatusResponseData": make1[x.Upload], "MediaUploadResponseData": make1[x.Upload],
	"CreateDirectMessagesByParticipantIdResponseData": make1[x.DMSent], "CreateWebhooksResponseData": make1[x.Webhook],
	"CreateWebhookReplayJobResponseData": make1[x.ReplayJob], "GetWebhooksStreamLinksResponseData": make1[x.StreamLink],
	"InvalidRequestProblem": make1[x.Problem], "ResourceNotFoundProblem": make1[x.Problem], "ResourceUnavailableProblem": make1[x.Problem],
	"NotAuthorizedForResourceProblem": make1[x.Problem], "NotAuthorizedForFieldProblem": make1[x.Problem], "FieldUnauthorizedProblem": make1[x.Problem],
	"FieldHydrationFailureProblem": make1[x.Problem], "DisallowedResourceProblem": make1[x.Problem], "InternalErrorProblem": make1[x.Problem],
	"Error": make1[x.Problem], "SearchPostsRecentResponse": make1[x.Answer[[]*x.Post]], "GetPostsCountsRecentResponse": make1[x.Answer[[]*x.PostCount]],
	"GetUsersByIdResponse": make1[x.Answer[*x.User]], "GetDirectMessagesEventsResponse": make1[x.Answer[[]*x.DMEvent]],
	"GetRulesResponse": make1[x.Answer[[]*x.Rule]], "UpdateRulesResponse": make1[x.Answer[[]*x.Rule]],
}

func make1[T any]() any { return new(T) }

// leftOut are properties without a place in the types, with the reason.
var leftOut = map[string]string{
	"Place.geo.properties":                "an empty object in every answer",
	"ActivityStreamResponse.data.payload": "depends on the type of the event: see TestActivityPayloads",
}

type schema struct {
	Ref        string             `json:"$ref"`
	Type       string             `json:"type"`
	Format     string             `json:"format"`
	Enum       []string           `json:"enum"`
	OneOf      []*schema          `json:"oneOf"`
	Properties map[string]*schema `json:"properties"`
	Items      *schema            `json:"items"`
}

type description map[string]*schema

func describe(t *testing.T) description {
	t.Helper()
	dir := os.Getenv("SPECS_DIR")
	if dir == "" {
		t.Skip("set SPECS_DIR to the folder that holds x-openapi.json")
	}
	b, err := os.ReadFile(filepath.Join(dir, "x-openapi.json"))
	require.NoError(t, err)
	var d struct {
		Components struct {
			Schemas description `json:"schemas"`
		} `json:"components"`
	}
	require.NoError(t, json.Unmarshal(b, &d))
	return d.Components.Schemas
}

func (d description) resolve(s *schema) *schema {
	for s.Ref != "" || len(s.OneOf) > 0 {
		if s.Ref != "" {
			s = d[s.Ref[strings.LastIndexByte(s.Ref, '/')+1:]]
		} else {
			s = s.OneOf[0]
		}
	}
	return s
}

// leaves writes one JSON document for each value that a schema has room for, by its path.
func (d description) leaves(s *schema, path string, depth int) map[string]string {
	s = d.resolve(s)
	all := map[string]string{}
	switch {
	case s.Type == "object" || s.Properties != nil:
		if len(s.Properties) == 0 {
			all[path] = `{"title":"t","impression_count":7,"created":7}`
		}
		for name, property := range s.Properties {
			at := path + "." + name
			if depth == 0 || leftOut[at] != "" {
				continue
			}
			for leaf, doc := range d.leaves(property, at, depth-1) {
				all[leaf] = `{"` + name + `":` + doc + `}`
			}
		}
	case s.Type == "array":
		for leaf, doc := range d.leaves(s.Items, path+"[]", depth) {
			all[leaf] = "[" + doc + "]"
		}
	case s.Type == "boolean":
		all[path] = "true"
	case s.Type == "integer" || s.Type == "number":
		all[path] = "7"
	case s.Format == "date-time":
		all[path] = `"2026-08-01T10:00:00.000Z"`
	case len(s.Enum) > 0:
		all[path] = `"` + s.Enum[0] + `"`
	case strings.HasSuffix(path, "_at") || strings.HasSuffix(path, ".start") || strings.HasSuffix(path, ".end") || strings.HasSuffix(path, ".date") ||
		strings.HasSuffix(path, "datetime") || strings.HasSuffix(path, ".sent") || strings.HasSuffix(path, "timestamp"):
		all[path] = `"2026-08-01T10:00:00.000Z"`
	default:
		all[path] = `"7"`
	}
	return all
}

// TestTypesCoverDescription reads each described value by itself: it must leave a trace in the Go type.
func TestTypesCoverDescription(t *testing.T) {
	t.Parallel()
	d := describe(t)
	for name, entity := range entities {
		require.Contains(t, d, name)
		leaves := d.leaves(&schema{Ref: "#/" + name}, name, 6)
		require.NotEmpty(t, leaves, name)
		for path, doc := range leaves {
			v := entity()
			require.NoError(t, json.Unmarshal([]byte(doc), v), "%s: %s", path, doc)
			written, err := json.Marshal(v)
			require.NoError(t, err, path)
			assert.True(t, traced(t, entity(), written), "%s is lost: %s", path, doc)
		}
	}
}

// traced reports whether a value differs from what an empty document of the same shape gives.
func traced(t *testing.T, empty any, written []byte) bool {
	t.Helper()
	nothing, err := json.Marshal(empty)
	require.NoError(t, err)
	return string(nothing) != string(written) && strings.ContainsAny(string(scrub(written)), "7t2")
}

// scrub drops the names, so that only values are left.
func scrub(b []byte) []byte {
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		return nil
	}
	var out []string
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for e := range maps.Values(v) {
				walk(e)
			}
		case []any:
			for _, e := range v {
				walk(e)
			}
		case nil:
		case bool:
			if v {
				out = append(out, "t")
			}
		case float64:
			if v != 0 {
				out = append(out, "7")
			}
		case string:
			if v != "" {
				out = append(out, "t")
			}
		}
	}
	walk(v)
	return []byte(strings.Join(out, ""))
}

// TestOddFields puts every kind of value into every field of every entity: what follows is still read.
func TestOddFields(t *testing.T) {
	t.Parallel()
	for name, entity := range entities {
		typ := reflect.TypeOf(entity()).Elem()
		for _, field := range append(names(typ), "referenced_posts", "note_post", "data") {
			if field == "data" && strings.HasSuffix(name, "Response") {
				continue // the answer itself: an error
			}
			for _, odd := range []string{"null", "12", `"12"`, "1.5", "true", `""`, "[]", "{}", "[null]", `[{}]`, `{"a":null}`, `{"data":{}}`} {
				in := `[{"` + field + `":` + odd + `},{}]`
				list := reflect.New(reflect.SliceOf(reflect.PointerTo(typ)))
				if err := json.Unmarshal([]byte(in), list.Interface()); err != nil {
					var mismatch *json.UnmarshalTypeError
					require.ErrorAs(t, err, &mismatch, "%s: %s", name, in)
				}
				assert.Equal(t, 2, list.Elem().Len(), "%s: %s", name, in)
				_, err := json.Marshal(list.Interface())
				require.NoError(t, err, "%s: %s", name, in)
			}
		}
	}
}

func names(typ reflect.Type) []string {
	var all []string
	for field := range typ.Fields() {
		if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); name != "" && name != "-" && !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all
}

// TestEveryFieldIsNamed keeps a field without a JSON name from being read under its Go name.
func TestEveryFieldIsNamed(t *testing.T) {
	t.Parallel()
	for name, entity := range entities {
		if name == "Analytics" || name == "MediaAnalytics" { // read by hand
			continue
		}
		for field := range reflect.TypeOf(entity()).Elem().Fields() {
			assert.NotEmpty(t, field.Tag.Get("json"), "%s.%s", name, field.Name)
		}
	}
}
