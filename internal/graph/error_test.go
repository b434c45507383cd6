package graph_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// meaningCase is a line of Meta's tables of errors.
type meaningCase struct {
	code, subcode int
	kind          error
	says          string // in the advice
	field         string
}

func meaningCases() []meaningCase {
	return []meaningCase{
		{1, 0, social.ErrUnavailable, "", ""}, {2, 0, social.ErrUnavailable, "", ""}, {1, 99, social.ErrUnavailable, "", ""},
		{1, 1357046, social.ErrUnavailable, "", ""}, {-1, 2207001, social.ErrUnavailable, "", ""}, {-2, 2207003, social.ErrUnavailable, "", ""},
		{-1, 2207032, social.ErrUnavailable, "", ""}, {100, 1363047, social.ErrUnavailable, "", ""},
		{4, 0, social.ErrRateLimited, "", ""}, {17, 0, social.ErrRateLimited, "", ""}, {32, 0, social.ErrRateLimited, "", ""},
		{341, 0, social.ErrRateLimited, "", ""}, {613, 0, social.ErrRateLimited, "", ""}, {613, 2534040, social.ErrRateLimited, "", ""},
		{80001, 0, social.ErrRateLimited, "", ""}, {80002, 0, social.ErrRateLimited, "", ""}, {80006, 0, social.ErrRateLimited, "", ""},
		{4, 2207051, social.ErrPermission, "spam", ""}, {368, 0, social.ErrPermission, "wait some hours", ""},
		{368, 1390008, social.ErrPermission, "spam", ""}, {200, 1404078, social.ErrPermission, "Publishing Authorization", ""},
		{18, 2207034, social.ErrQuota, "30 different hashtags", ""}, {24, 2207024, social.ErrNotFound, "hashtag", ""},
		{110, 2207013, social.ErrNotFound, "professional", ""},
		{9, 2207042, social.ErrQuota, "24 hours", ""}, {9, 0, social.ErrQuota, "", ""},
		{190, 0, social.ErrAuth, "log in again", ""}, {190, 458, social.ErrAuth, "removed the app", ""},
		{190, 459, social.ErrAuth, "facebook.com", ""}, {190, 460, social.ErrAuth, "password", ""}, {190, 463, social.ErrAuth, "expired", ""},
		{190, 464, social.ErrAuth, "confirm", ""}, {190, 467, social.ErrAuth, "invalid", ""}, {190, 492, social.ErrAuth, "role", ""},
		{102, 0, social.ErrAuth, "", ""}, {100, 36007, social.ErrAuth, "code", ""}, {100, 36008, social.ErrInvalid, "", "RedirectURI"},
		{3, 0, social.ErrPermission, "", ""}, {10, 0, social.ErrPermission, "90 days", ""}, {200, 0, social.ErrPermission, "", ""},
		{210, 0, social.ErrPermission, "", ""}, {283, 0, social.ErrPermission, "", ""}, {299, 0, social.ErrPermission, "", ""},
		{1705, 0, social.ErrPermission, "token of the page", ""}, {25, 2207050, social.ErrPermission, "owner", ""},
		{100, 2207081, social.ErrPermission, "trial", ""}, {200, 2534041, social.ErrPermission, "settings", ""},
		{2, 2018344, social.ErrPermission, "terms", ""},
		{551, 0, social.ErrPermission, "24 hours", ""}, {10, 2018278, social.ErrPermission, "HUMAN_AGENT", ""},
		{10, 2534022, social.ErrPermission, "seven days", ""},
		{100, 0, social.ErrInvalid, "", ""}, {104, 0, social.ErrInvalid, "", "AppSecret"}, {101, 0, social.ErrInvalid, "", "App"},
		{110, 2207018, social.ErrInvalid, "", "collaborators"}, {3001, 1504028, social.ErrInvalid, "", "metric"},
		{1609005, 0, social.ErrInvalid, "", "link"}, {36004, 2207010, social.ErrInvalid, "", "caption"},
		{1, 2207057, social.ErrInvalid, "", "thumb_offset"}, {100, 2207023, social.ErrInvalid, "", "media_type"},
		{100, 2207028, social.ErrInvalid, "", "children"}, {100, 2534014, social.ErrInvalid, "", "recipient"},
		{100, 33, social.ErrNotFound, "", ""}, {803, 0, social.ErrNotFound, "", ""}, {24, 2207006, social.ErrNotFound, "new container", ""},
		{24, 2207008, social.ErrNotFound, "half a minute", ""}, {-2, 2207020, social.ErrNotFound, "new container", ""},
		{100, 2018001, social.ErrNotFound, "", ""},
		{506, 0, social.ErrDuplicate, "", ""}, {10900, 0, social.ErrDuplicate, "once", ""}, {10903, 0, social.ErrPermission, "seven days", ""}, {100, 1366051, social.ErrDuplicate, "", ""},
		{352, 2207026, social.ErrMedia, "", ""}, {382, 0, social.ErrMedia, "", ""}, {389, 0, social.ErrMedia, "public", ""},
		{6000, 0, social.ErrMedia, "", ""}, {6001, 0, social.ErrMedia, "again", ""}, {9004, 2207052, social.ErrMedia, "public", ""},
		{9007, 2207027, social.ErrMedia, "FINISHED", ""}, {36000, 2207004, social.ErrMedia, "8 MiB", ""},
		{36001, 2207005, social.ErrMedia, "JPEG", ""}, {36003, 2207009, social.ErrMedia, "4:5", ""}, {-1, 2207053, social.ErrMedia, "", ""},
		{100, 1366046, social.ErrMedia, "", ""}, {12, 0, errors.ErrUnsupported, "", ""},
	}
}

func TestMeaning(t *testing.T) {
	t.Parallel()
	var current int
	cases := meaningCases()
	s := serve(t, func(int, *seen) (int, string) { return 400, failure(cases[current].code, cases[current].subcode) })
	c := s.client(t, func(cfg *graph.Config, o *social.Options) {
		o.Retries = -1
		cfg.Budgets.UseCase = graph.UseNothing // else the refusals would be waited out
	})
	for i, want := range cases {
		current = i
		name := fmt.Sprintf("%d/%d", want.code, want.subcode)
		_, err := c.Do(t.Context(), get(), nil)
		e := socialError(t, err)
		assert.Equal(t, want.kind, e.Kind, name)
		assert.Contains(t, e.Message, want.says, name)
		assert.Contains(t, e.Message, "no", "Meta's words")
		assert.Equal(t, want.field, e.Field, name)
		assert.Equal(t, "Atrace", e.RequestID)
		assert.Equal(t, 400, e.Status)
		assert.Contains(t, []string{name, fmt.Sprint(want.code)}, e.Code)
		assert.True(t, graph.Is(err, want.code), name)
		assert.Equal(t, want.subcode != 0, graph.Is(err, want.code, 1, want.subcode) && want.subcode != 0, name)
	}
	assert.False(t, graph.Is(errors.New("other"), 1))
}

func TestMeaningByText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		code int
		text string
		kind error
	}{
		{1, "Please reduce the amount of data you're asking for, then retry your request", social.ErrInvalid},
		{100, "Invalid appsecret_proof provided in the API argument", social.ErrInvalid},
		{1, "Error validating client secret.", social.ErrInvalid},
		{100, "(#100) No permission to publish the video", social.ErrPermission},
		{10, "(#10) Not enough viewers for the media to show insights", social.ErrNotFound},
		{10, "The user is not an Instagram Business", social.ErrPermission},
		{2500, "An active access token must be used to query information about the current user.", social.ErrAuth},
		{104, "An access token is required to request this resource.", social.ErrAuth},
		{100, "INSTAGRAM_PLATFORM_API__INVALID_LOCATION_ID", social.ErrInvalid},
		{100, "INSTAGRAM_PLATFORM_API__PERMISSION", social.ErrPermission},
		{77, "session has been invalidated", social.ErrAuth},
		{400, "This authorization code has been used", social.ErrAuth},
	} {
		m := (&graph.Error{Code: c.code, Message: c.text}).Meaning()
		assert.Equal(t, c.kind, m.Kind, c.text)
	}
	assert.Equal(t, social.ErrUnavailable, (&graph.Error{Code: 99999, Transient: true}).Meaning().Kind)
	assert.Nil(t, (&graph.Error{Code: 99999}).Meaning().Kind, "the status says more")
}

func TestErrorForms(t *testing.T) {
	t.Parallel()
	full := `{"error":{"message":"Invalid parameter","type":"OAuthException","code":"100","error_subcode":1349125,"is_transient":false,
		"error_user_title":"Bad link","error_user_msg":"The link cannot be shared.","fbtrace_id":"A1","error_data":%s}}`
	for _, c := range []struct {
		name, body  string
		status      int
		kind        error
		code, field string
		message     string
	}{
		{"whole", fmt.Sprintf(full, `{"blame_field_specs":[["link"]]}`), 400, social.ErrInvalid, "100/1349125", "link", "Invalid parameter: Bad link: The link cannot be shared."},
		{"data in text", fmt.Sprintf(full, `"{\"blame_field_specs\":[[\"targeting\",\"geo\"]]}"`), 400, social.ErrInvalid, "100/1349125", "targeting.geo", "Invalid"},
		{"odd data", fmt.Sprintf(full, `[1,"x"]`), 400, social.ErrInvalid, "100/1349125", "", "Invalid"},
		{"upload", `{"debug_info":{"retriable":false,"type":"ProcessingFailedError","message":"Request processing failed"}}`, 400, social.ErrMedia, "ProcessingFailedError", "", "Request processing failed"},
		{"upload again", `{"debug_info":{"retriable":true,"type":"ProcessingFailedError","message":"x"}}`, 400, social.ErrUnavailable, "ProcessingFailedError", "", "x"},
		{"upload offset", `{"debug_info":{"retriable":false,"type":"OffsetInvalidError","message":"x"}}`, 412, social.ErrUnavailable, "OffsetInvalidError", "", "x"},
		{"instagram", `{"error_type":"OAuthException","code":400,"error_message":"Invalid platform app"}`, 400, social.ErrInvalid, "400", "", "Invalid platform app"},
		{"page", `<html><body>Sorry, something went wrong.</body></html>`, 502, social.ErrUnavailable, "", "", "HTML page"},
		{"nothing", ``, 403, social.ErrPermission, "", "", "forbidden"},
		{"unknown code", failure(99999, 0), 404, social.ErrNotFound, "99999", "", "no"},
	} {
		s := serve(t, always(c.status, c.body))
		_, err := s.client(t, func(_ *graph.Config, o *social.Options) { o.Retries = -1 }).Do(t.Context(), get(), nil)
		e := socialError(t, err)
		assert.Equal(t, c.kind, e.Kind, c.name)
		assert.Equal(t, c.code, e.Code, c.name)
		assert.Equal(t, c.field, e.Field, c.name)
		assert.Contains(t, e.Message, c.message, c.name)
		assert.Equal(t, c.status, e.Status, c.name)
	}
}

// A write that Meta answers with code 1 or 2 may stand all the same.
func TestWriteAnsweredWithAShrugIsUncertain(t *testing.T) {
	t.Parallel()
	page := `<html>Sorry</html>`
	for _, c := range []struct {
		status int
		body   string
	}{{500, failure(2, 0)}, {500, failure(1, 99)}, {400, failure(1, 0)}, {503, page}, {200, failure(2, 0)}, {200, `{"id":`}, {200, `[`}} {
		s := serve(t, always(c.status, c.body))
		out := new(struct{ ID string })
		_, err := s.client(t).Do(t.Context(), post(), out)
		require.ErrorIs(t, err, social.ErrUncertain, c.body)
		require.NotErrorIs(t, err, social.ErrUnavailable)
		assert.Len(t, s.all(), 1, "never repeated: %s", c.body)

		harmless := post()
		harmless.Class = rest.Idempotent
		s = serve(t, always(c.status, c.body))
		_, err = s.client(t).Do(t.Context(), harmless, out)
		require.ErrorIs(t, err, social.ErrUnavailable, c.body)
	}
	for code, kind := range map[int]error{506: social.ErrDuplicate, 100: social.ErrInvalid, 200: social.ErrPermission, 368: social.ErrPermission} {
		s := serve(t, always(500, failure(code, 0)))
		_, err := s.client(t).Do(t.Context(), post(), nil)
		require.ErrorIs(t, err, kind, "a refusal is certain")
		assert.Len(t, s.all(), 1)
	}
}

func TestErrorWithinASuccess(t *testing.T) {
	t.Parallel()
	s := serve(t, func(n int, _ *seen) (int, string) {
		if n < 3 {
			return 200, failure(2, 0)
		}
		return 200, `{"id":"7"}`
	})
	var out struct {
		ID graph.ID `json:"id"`
	}
	_, err := s.client(t).Do(t.Context(), get(), &out)
	require.NoError(t, err)
	assert.Equal(t, graph.ID("7"), out.ID)
	assert.Len(t, s.all(), 3, "a read is repeated")

	s = serve(t, always(200, failure(190, 463)))
	for _, into := range []any{nil, new([]byte), &out} {
		_, err = s.client(t).Do(t.Context(), get(), into)
		e := socialError(t, err)
		assert.Equal(t, []any{social.ErrAuth, "190/463", "facebook", "nodes.get", 200, "Atrace"}, []any{e.Kind, e.Code, e.Network, e.Op, e.Status, e.RequestID})
	}
	s = serve(t, always(200, `{"error":null,"id":"7"}`))
	_, err = s.client(t).Do(t.Context(), get(), &out)
	require.NoError(t, err, "no error at all")
}

func TestReadThatComesTooEarly(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		missing, asked int
		fresh, found   bool
	}{{1, 2, true, true}, {4, 5, true, true}, {9, 5, true, false}, {1, 1, false, false}} {
		synctest.Test(t, func(t *testing.T) {
			n := 0
			opts := &social.Options{HTTPClient: &http.Client{Transport: transportFunc(func(r *http.Request) (*http.Response, error) {
				if n++; n <= c.missing {
					return canned(r, 400, failure(100, 33)), nil
				}
				return canned(r, 200, `{"id":"7"}`), nil
			})}}
			client, err := graph.New(&graph.Config{Network: "facebook", Budgets: graph.Budgets{UseCase: graph.UseNothing}}, opts)
			require.NoError(t, err)
			r := get()
			r.Fresh = c.fresh
			began := time.Now()
			_, err = client.Do(t.Context(), r, nil)
			assert.Equal(t, c.found, err == nil)
			assert.Equal(t, c.asked, n)
			waits := []time.Duration{0, 0, time.Second, 3 * time.Second, 7 * time.Second, 15 * time.Second}
			assert.Equal(t, waits[c.asked], time.Since(began))
			if err != nil {
				require.ErrorIs(t, err, social.ErrNotFound)
			}
			for _, class := range []rest.Class{rest.Idempotent, rest.Unsafe} {
				n = 0
				r.Method, r.Class = http.MethodPost, class
				_, err = client.Do(t.Context(), r, nil)
				require.ErrorIs(t, err, social.ErrNotFound)
				assert.Equal(t, 1, n, "never a write")
			}
		})
	}
}

func TestReadThatComesTooEarlyEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		u := &usage{body: failure(100, 33)}
		u.status.Store(400)
		c, _ := u.client(t, graph.Budgets{App: "55", Account: "1001", UseCase: graph.UsePages})
		r := get()
		r.Fresh = true
		ctx, cancel := context.WithTimeout(t.Context(), 3500*time.Millisecond)
		defer cancel()
		began := time.Now()
		_, err := c.Do(ctx, r, nil)
		require.ErrorIs(t, err, social.ErrNotFound)
		assert.Equal(t, 3*time.Second, time.Since(began), "after 1 and 2 seconds; a wait without hope is not begun")
		assert.Equal(t, int64(3), u.asked.Load())
	})
}

func TestOrder(t *testing.T) {
	t.Parallel()
	body := `{"success":true}`
	s := serve(t, func(int, *seen) (int, string) { return 200, body })
	c := s.client(t)
	require.NoError(t, c.Order(t.Context(), post()))
	body = `{"success":false}`
	require.ErrorIs(t, c.Order(t.Context(), post()), social.ErrInvalid)
	body = `{"id":"7"}`
	require.NoError(t, c.Order(t.Context(), post()), "some writes answer otherwise")
}

func TestRenewedTokenAfterExpiry(t *testing.T) {
	t.Parallel()
	s := serve(t, func(_ int, r *seen) (int, string) {
		if r.Header.Get("Authorization") == "Bearer page-0" {
			return 400, failure(190, 463)
		}
		return 200, `{"id":"1"}`
	})
	tokens := &forgetful{}
	c := s.client(t, func(cfg *graph.Config, _ *social.Options) { cfg.Tokens = tokens })
	_, err := c.Do(t.Context(), post(), nil)
	require.NoError(t, err)
	assert.Equal(t, 1, tokens.forgotten)
	assert.Len(t, s.all(), 2)
}

// A write that Meta shrugged at may come to show late: not finding it does not prove that it can be made again.
func TestWriteOnceIsNotRepeatedAfterAShrug(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status int
		body   string
	}{{500, failure(2, 0)}, {500, failure(1, 99)}, {400, failure(1, 0)}, {500, "<html>Sorry</html>"}, {503, ""}, {200, failure(2, 0)}} {
		s := serve(t, always(c.status, c.body))
		client := s.client(t)
		looks := 0
		_, err := rest.WriteOnce(t.Context(), client.Rest().Once(), &rest.Write[string]{
			Twin: "hello",
			Send: func(ctx context.Context) (string, error) {
				_, err := client.Do(ctx, post(), nil)
				return "", err
			},
			Find: func(context.Context, func(string) bool) (string, bool, error) {
				looks++
				return "", false, nil
			},
			ID: func(id string) string { return id },
		})
		require.ErrorIs(t, err, social.ErrUncertain, c.body)
		assert.Positive(t, looks)
		assert.Len(t, s.all(), 1, "%d %s", c.status, c.body)
	}
	var timeout net.Error
	require.ErrorAs(t, error(&graph.Error{Code: 2}), &timeout)
	assert.True(t, timeout.Timeout())
	assert.True(t, timeout.Temporary()) //nolint:staticcheck // part of the interface
	assert.False(t, (&graph.Error{Code: 100}).Timeout())
}

func TestWantedRange(t *testing.T) {
	t.Parallel()
	s := serve(t, always(400, `{"error":{"message":"offset","code":6000,"error_subcode":1363037,"error_data":"{\"start_offset\":\"10\",\"end_offset\":20}"}}`))
	_, err := s.client(t).Do(t.Context(), get(), nil)
	e, ok := errors.AsType[*graph.Error](err)
	require.True(t, ok)
	require.NotNil(t, e.Wanted)
	assert.Equal(t, graph.Range{Start: 10, End: 20}, *e.Wanted)
}
