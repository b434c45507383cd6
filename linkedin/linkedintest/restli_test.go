package linkedintest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/linkedin/linkedintest"
)

func TestVersionHeader(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{Calendar: true})
	s.SunsetVersion("202607")
	cases := []struct {
		version string
		status  int
		code    string
	}{
		{"", 400, "VERSION_MISSING"},
		{"202609", 200, ""},
		{"202510", 200, ""},
		{"202508", 426, "NONEXISTENT_VERSION"}, // a year old
		{"202607", 426, "NONEXISTENT_VERSION"}, // ended
		{"202610", 426, "NONEXISTENT_VERSION"}, // not there yet
		{"2026-09", 426, "NONEXISTENT_VERSION"},
	}
	for _, c := range cases {
		r := s.get("/rest/me", with("Linkedin-Version", c.version))
		assert.Equal(t, c.status, r.status, c.version)
		assert.Equal(t, c.code, r.code(), c.version)
	}
	assert.Equal(t, "Requested version 20250801 is not active", s.get("/rest/me", with("Linkedin-Version", "202508")).message())
	assert.Equal(t, 200, s.get("/v2/me", with("Linkedin-Version", "")).status, "unversioned")
}

func TestVersionsAreAListToo(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{Versions: []string{"202601"}})
	assert.Equal(t, 426, s.get("/rest/me").status)
	assert.Equal(t, 200, s.get("/rest/me", with("Linkedin-Version", "202601")).status)
}

// TestProtocolHeader: without the header the protocol is the old one, in which plain keys and parameters are told otherwise,
// and lists as well.
func TestProtocolHeader(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	post := s.Post(s.acme, "Hello", nil)
	for _, version := range []string{"", "1.0.0"} {
		old := with("X-Restli-Protocol-Version", version)
		for _, path := range []string{"/rest/me", "/rest/posts/" + post, "/rest/posts/" + enc(post), "/rest/posts?q=author&author=" + s.acme} {
			assert.Equal(t, 200, s.get(path, old).status, path)
		}
		for _, path := range []string{"/rest/posts?ids=List(" + enc(post) + ")", "/rest/people/(id:x)"} {
			assert.Equal(t, 400, s.get(path, old).status, path)
		}
		made := s.post("/rest/posts", object{
			"author": s.acme, "commentary": "Hi " + version, "visibility": "PUBLIC", "lifecycleState": "PUBLISHED", "distribution": object{"feedDistribution": "MAIN_FEED"},
		}, old)
		assert.Equal(t, 201, made.status)
	}
	r := s.get("/rest/me", with("X-Restli-Protocol-Version", "3.0.0"))
	assert.Equal(t, 400, r.status)
	assert.Equal(t, "ILLEGAL_ARGUMENT", r.code())
	assert.Equal(t, "2.0.0", s.get("/rest/me").header.Get("X-Restli-Protocol-Version"))
	assert.NotEmpty(t, s.get("/rest/me").header.Get("X-Li-Uuid"))
}

func TestKeysMustBeEncoded(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	urn := s.publish("hello", nil)
	r := s.get("/rest/posts/" + urn)
	assert.Equal(t, 400, r.status)
	assert.Equal(t, "Syntax exception in path variables", r.message())
	assert.Equal(t, 200, s.get("/rest/posts/"+enc(urn)).status)

	r = s.get("/rest/posts?q=author&author=" + s.acme)
	assert.Equal(t, 400, r.status)
	assert.Equal(t, "Invalid query parameters passed to request", r.message())
	assert.Equal(t, 200, s.get("/rest/posts?q=author&author="+enc(s.acme)).status)
}

func TestBatchGet(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	urn, unknown := s.publish("hello", nil), "urn:li:share:1"
	r := s.get("/rest/posts?ids=List(" + enc(urn) + "," + enc(unknown) + ")")
	require.Equal(t, 200, r.status, r.text)
	key := func(urn string) string { return enc(urn) } // of the structural characters URNs of posts have colons only
	assert.Equal(t, "hello", in(r.body, "results", key(urn), "commentary"))
	assert.InDelta(t, 404, in(r.body, "statuses", key(unknown)), 0)
	assert.Equal(t, "NOT_FOUND", in(r.body, "errors", key(unknown), "code"))
	assert.NotContains(t, in(r.body, "results"), key(unknown))

	s.SetTraps(linkedintest.Traps{PlainKeys: true})
	r = s.get("/rest/posts?ids=List(" + enc(urn) + ")")
	assert.Equal(t, "hello", in(r.body, "results", urn, "commentary"))

	for _, bad := range []string{enc("List(" + urn + ")"), enc(urn), "List(" + urn + ")", "List()", "List(" + enc(urn)} {
		assert.Equal(t, 400, s.get("/rest/posts?ids="+bad).status, bad)
	}
}

func TestBatchOfCompoundKeys(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	r := s.get("/rest/people?ids=List((id:" + linkedintest.ID(s.bob) + "),(id:nobody))")
	require.Equal(t, 200, r.status, r.text)
	assert.Equal(t, "Ray", in(r.body, "results", "(id:"+linkedintest.ID(s.bob)+")", "localizedLastName"))
	assert.Equal(t, 404, int(in(r.body, "statuses", "(id:nobody)").(float64)))
	assert.Equal(t, "Bob", s.get("/rest/people/(id:" + linkedintest.ID(s.bob) + ")").body["localizedFirstName"])
}

func TestUnknownParametersAreRefused(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	r := s.get("/rest/me?projection=1")
	assert.Equal(t, 400, r.status)
	assert.Equal(t, "QUERY_PARAM_NOT_ALLOWED", r.code())
	details := objects(in(r.body, "errorDetails", "inputErrors"))
	require.Len(t, details, 1)
	assert.Equal(t, "projection", in(details[0], "input", "inputPath", "fieldPath"))

	s.SetTraps(linkedintest.Traps{NoErrorCodes: true})
	assert.Empty(t, s.get("/rest/me?projection=1").code())
}

func TestFieldsChooseMembers(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	urn := s.publish("hello", nil)
	assert.Equal(t, object{"id": urn, "author": s.acme}, s.get("/rest/posts/"+enc(urn)+"?fields=id,author").body)
	found := s.get("/rest/posts?q=author&author=" + enc(s.acme) + "&fields=id").elements()
	assert.Equal(t, []object{{"id": urn}}, found)
}

func TestPaging(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	urn := s.publish("hello", nil)
	for range 5 {
		s.Comment(s.bob, urn, "me too")
	}
	path := "/rest/socialActions/" + enc(urn) + "/comments"
	first := s.get(path + "?count=2")
	require.Len(t, first.elements(), 2)
	assert.Equal(t, path+"?start=2&count=2", links(first)["next"])
	assert.InDelta(t, 5, in(first.body, "paging", "total"), 0)
	last := s.get(path + "?start=4&count=2")
	assert.Len(t, last.elements(), 1)
	assert.NotContains(t, links(last), "next")
	assert.Equal(t, path+"?start=2&count=2", links(last)["prev"])
	for _, bad := range []string{"?count=0", "?count=x", "?start=-1", "?count=2000"} {
		assert.Equal(t, 400, s.get(path+bad).status, bad)
	}
	s.SetTraps(linkedintest.Traps{ShortPages: 1})
	short := s.get(path + "?count=2")
	assert.Len(t, short.elements(), 1)
	assert.Contains(t, links(short), "next")
}

func TestTunnel(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	urn := s.publish("hello", nil)
	r := s.post("/rest/posts", "ids=List("+enc(urn)+")", with("Content-Type", "application/x-www-form-urlencoded"),
		with("X-Http-Method-Override", "GET"), with("X-Restli-Method", "BATCH_GET"))
	require.Equal(t, 200, r.status, r.text)
	assert.Equal(t, "hello", in(r.body, "results", enc(urn), "commentary"))

	body := "--xyz\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\nactor=" + enc(s.acme) +
		"\r\n--xyz\r\nContent-Type: application/json\r\n\r\n" +
		`{"root":"` + urn + `","reactionType":"LIKE"}` + "\r\n--xyz--"
	r = s.post("/rest/reactions", body, with("Content-Type", "multipart/mixed; boundary=xyz"), with("X-Http-Method-Override", "POST"))
	require.Equal(t, 201, r.status, r.text)
	assert.Equal(t, s.acme, s.Reactions(urn)[0].Actor)

	long := make([]byte, 9000)
	for i := range long {
		long[i] = 'a'
	}
	assert.Equal(t, http.StatusRequestURITooLong, s.get("/rest/posts?q=author&author="+string(long)).status)
	r = s.post("/rest/posts", "{}", with("X-Http-Method-Override", "GET"))
	assert.Equal(t, http.StatusUnsupportedMediaType, r.status)
}

func TestRequestsThatNothingIsBehind(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	assert.Equal(t, 404, s.get("/rest/nothing").status)
	assert.Equal(t, 404, s.get("/nothing").status)
	assert.Equal(t, 405, s.do(s.token, http.MethodPatch, "/rest/me", nil).status)
	assert.Equal(t, 405, s.remove("/rest/me").status)
	assert.Equal(t, "Invalid query parameters passed to request", s.get("/rest/posts?q=everything").message())
	assert.Equal(t, 415, s.post("/rest/posts", "x", with("Content-Type", "text/plain")).status)
	assert.Equal(t, 400, s.post("/rest/posts", "[1]").status)
	assert.Equal(t, 413, s.post("/rest/posts", make([]byte, 2<<20)).status)
}

func TestMethodHeader(t *testing.T) {
	t.Parallel()
	s := start(t, linkedintest.Options{})
	urn := s.publish("hello", nil)
	body := object{"patch": object{"$set": object{"commentary": "changed"}}}
	assert.Equal(t, 400, s.post("/rest/posts/"+enc(urn), body).status, "a partial update needs the header")
	assert.Equal(t, 400, s.get("/rest/posts/"+enc(urn), with("X-Restli-Method", "FINDER")).status)
	assert.Equal(t, 200, s.get("/rest/posts/"+enc(urn), with("X-Restli-Method", "GET")).status)
	s.SetTraps(linkedintest.Traps{StrictMethods: true})
	path := "/rest/posts?q=author&author=" + enc(s.acme)
	assert.Equal(t, 400, s.get(path).status)
	assert.Equal(t, 200, s.get(path, with("X-Restli-Method", "FINDER")).status)
}
