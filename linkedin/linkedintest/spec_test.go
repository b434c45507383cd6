package linkedintest_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin/linkedintest"
)

// request makes an operation's request, with keys that name nothing.
func (s *site) request(op linkedintest.Operation, token string) reply {
	s.t.Helper()
	path := "/" + strings.NewReplacer("{urn}", "urn%3Ali%3Ashare%3A1", "{id}", "1", "{actor}", "urn%3Ali%3Aperson%3Ax", "{key}", "(id:1)").Replace(op.Path)
	method, header, body := http.MethodGet, with("X-Restli-Method", op.Method), any(nil)
	switch op.Method {
	case "FINDER":
		path += "?q=" + op.Name
	case "BATCH_GET":
		path += "?ids=List(1)"
	case "ACTION":
		method, body, path = http.MethodPost, object{}, path+"?action="+op.Name
	case "CREATE", "PARTIAL_UPDATE":
		method, body = http.MethodPost, object{}
	case "UPDATE":
		method, body = http.MethodPut, object{}
	case "DELETE":
		method = http.MethodDelete
	}
	if strings.HasSuffix(op.Path, "/comments/{id}") && op.Method != "GET" {
		path += "?actor=" + enc(s.acme)
	}
	return s.do(token, method, path, body, header)
}

func TestEveryOperationNeedsItsScope(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	none := s.Token(s.ann, "r_nothing")
	for _, op := range linkedintest.Operations() {
		version := ".20260901"
		if strings.HasPrefix(op.Path, "v2/") {
			version = ".NO_VERSION"
		}
		r := s.request(op, none)
		assert.Equal(t, 403, r.status, op)
		assert.Equal(t, "Not enough permissions to access: "+op.Endpoint+version, r.message())
		for _, scope := range op.Scopes {
			r := s.request(op, s.Token(s.ann, scope))
			assert.NotEqual(t, "Not enough permissions to access: "+op.Endpoint+version, r.message(), scope)
			assert.Contains(t, []int{200, 400, 403, 404}, r.status, "%v: %s", op, r.text)
		}
	}
}

func TestNoOperationPanicsOnNonsense(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	app := s.RegisterApp(linkedintest.App{
		Products:   []linkedintest.Product{linkedintest.CommunityManagement},
		Restricted: []string{"openid", "profile", "email", "r_member_social", "r_member_social_feed"},
	})
	s.token = s.Grant(app.ClientID, s.ann).Access
	keys := []string{"urn%3Ali%3Acomment%3A%281%2C2%29", "urn%3Ali%3Ashare", "''", "List(1,2)", "(a:(b:List((c:''))))", "1", "(actor:1,entity:2)"}
	bodies := []string{"", "{}", `{"patch":{}}`, `{"patch":{"$set":{"message":1},"$delete":[1]}}`, `{"actor":1,"object":[],"message":{}}`,
		`{"initializeUploadRequest":{"owner":{}}}`, `{"finalizeUploadRequest":{"video":"x","uploadedPartIds":[{}]}}`,
		`{"author":"urn:li:person:","commentary":7,"content":{"poll":{"options":[1]}}}`, `{"webhook":"::"}`}
	for _, op := range linkedintest.Operations() {
		for _, key := range keys {
			for _, body := range bodies {
				path := "/" + op.Path
				for _, name := range []string{"{urn}", "{id}", "{actor}", "{key}"} {
					path = strings.ReplaceAll(path, name, key)
				}
				method := map[string]string{"FINDER": "GET", "BATCH_GET": "GET", "GET": "GET", "GET_ALL": "GET", "UPDATE": "PUT", "DELETE": "DELETE"}[op.Method]
				switch op.Method {
				case "FINDER":
					path += "?q=" + op.Name + "&" + op.Name + "=" + key
				case "BATCH_GET":
					path += "?ids=List(" + key + ")"
				case "ACTION":
					path += "?action=" + op.Name
				}
				if method == "" {
					method = http.MethodPost
				}
				r := s.do(s.token, method, path, body, with("X-Restli-Method", op.Method))
				require.Less(t, r.status, 500, "%s %s %s: %s", method, path, body, r.text)
			}
		}
	}
}

func TestMountedAsHandler(t *testing.T) {
	t.Parallel()
	srv := linkedintest.New(nil)
	defer srv.Close()
	mounted := httptest.NewServer(srv)
	defer mounted.Close()
	s := &site{Server: srv, t: t}
	assert.Empty(t, srv.URL())
	s.ann = srv.CreateMember("Ann", "Lee")
	body := object{"initializeUploadRequest": object{"owner": s.ann}}
	r := s.do(srv.ShareToken(s.ann), http.MethodPost, mounted.URL+"/rest/images?action=initializeUpload", body)
	require.Equal(t, 200, r.status, r.text)
	assert.True(t, strings.HasPrefix(in(r.body, "value", "uploadUrl").(string), mounted.URL+"/dms-uploads/"))
	assert.WithinDuration(t, time.Now(), srv.Now(), time.Minute)
}

func TestUploadsAreNotKept(t *testing.T) {
	s := start(t, linkedintest.Options{AnyFile: true})
	v := s.initialize("documents", object{"owner": s.acme})
	const size = 64 << 20
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, v["uploadUrl"].(string), io.LimitReader(linkedintest.MP4(size), size))
	require.NoError(t, err)
	req.ContentLength = size
	req.Header.Set("Authorization", "Bearer "+s.token)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	runtime.ReadMemStats(&after)
	require.Equal(t, 201, resp.StatusCode)
	asset, _ := s.FindAsset(v["document"].(string))
	assert.EqualValues(t, size, asset.Size)
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(size/4), "bytes allocated for %d", size)
	t.Logf("%d bytes allocated for an upload of %d", after.TotalAlloc-before.TotalAlloc, size)
}

func TestAudienceMistakesPanic(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	for name, mistake := range map[string]func(){
		"member":  func() { s.Token("urn:li:person:nobody") },
		"page":    func() { s.Follow(s.bob, "urn:li:organization:1") },
		"post":    func() { s.Comment(s.bob, "urn:li:share:1", "x") },
		"comment": func() { s.EditComment("urn:li:comment:(urn:li:activity:1,2)", "x") },
		"asset":   func() { s.HoldAsset("urn:li:image:x") },
		"app":     func() { s.Grant("nothing", s.bob) },
		"gone": func() {
			urn := s.Post(s.bob, "x", nil)
			s.DeletePost(urn)
			s.React(s.bob, urn, linkedintest.Like)
		},
	} {
		assert.Panics(t, mistake, name)
	}
	assert.Equal(t, http.StatusOK, s.get("/rest/me").status, "the server is not left locked")
}
