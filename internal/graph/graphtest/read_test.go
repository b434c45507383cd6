package graphtest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

func TestFieldsAreExpanded(t *testing.T) {
	t.Parallel()
	s := start(t, graphtest.Options{})
	s.notes(3)
	token := s.all()
	plain := s.get(token, "/v26.0/"+s.board.ID)
	assert.Equal(t, object{"id": s.board.ID, "name": "Board"}, plain.body)

	fields := "name,notes.limit(1).summary(total_count).as(newest){text,board{name,notes.limit(0)},author{name},gone,created}"
	r := s.get(token, "/v26.0/"+s.board.ID+"?fields="+url.QueryEscape(fields))
	require.Equal(t, http.StatusOK, r.status, r.text)
	newest := r.body["newest"].(object)
	assert.Equal(t, object{"total_count": 3.0}, newest["summary"])
	require.Len(t, newest["data"], 1)
	first := newest["data"].([]any)[0].(object)
	assert.Equal(t, "note 2", first["text"])
	assert.Equal(t, "2026-08-20T12:02:00+0000", first["created"])
	assert.Equal(t, object{"name": "Anna"}, first["author"])
	assert.Equal(t, object{"id": s.board.ID, "name": "Board", "notes": object{"data": []any{}}}, first["board"])
	assert.NotContains(t, first, "gone")
}

func TestFieldsThatDoNotExistFailTheCall(t *testing.T) {
	t.Parallel()
	s := start(t, graphtest.Options{})
	s.notes(1)
	for _, fields := range []string{"colour", "name,colour", "notes{colour}", "notes{author{colour}}"} {
		r := s.get(s.all(), "/v26.0/"+s.board.ID+"?fields="+url.QueryEscape(fields))
		assert.Equal(t, 400, r.status, fields)
		assert.Equal(t, 100, r.code(), fields)
		assert.Contains(t, r.text, "Tried accessing nonexisting field (colour) on node type", fields)
	}
	for _, fields := range []string{"notes{", "notes.limit(1", "a,,b", "notes}", "notes.{x}"} {
		assert.Equal(t, 2500, s.get(s.all(), "/v26.0/"+s.board.ID+"?fields="+url.QueryEscape(fields)).code(), fields)
	}
}

func TestListsComeInPages(t *testing.T) {
	t.Parallel()
	s := start(t, graphtest.Options{})
	s.notes(7)
	token := s.all()
	var seen []string
	path := "/v26.0/" + s.board.ID + "/notes?limit=3&fields=text"
	r := s.get(token, path)
	assert.NotContains(t, r.paging(), "previous")
	for range 3 {
		for _, o := range r.data() {
			seen = append(seen, o["text"].(string))
		}
		if r.paging()["next"] == nil {
			break
		}
		assert.NotContains(t, r.paging()["next"], "access_token")
		r = s.get(token, path+"&after="+r.after())
	}
	assert.Equal(t, []string{"note 6", "note 5", "note 4", "note 3", "note 2", "note 1", "note 0"}, seen)
	assert.Contains(t, r.paging(), "previous")
	require.NotEmpty(t, r.after(), "the last page has cursors too")
	assert.Empty(t, s.get(token, path+"&after="+r.after()).data())
	assert.Equal(t, 2642, s.get(token, path+"&after=bogus").code())
}

func TestCursorsSurviveWhatHappensMeanwhile(t *testing.T) {
	t.Parallel()
	s := start(t, graphtest.Options{CursorTTL: time.Hour})
	ids := s.notes(6)
	token := s.all()
	path := "/v26.0/" + s.board.ID + "/notes?limit=2&fields=text"
	after := s.get(token, path).after() // behind note 4
	s.notes(1)
	s.Lock()
	b := s.board.Data.(*board)
	b.notes = append(b.notes[:4:4], b.notes[5:]...) // note 4 goes
	s.Drop(ids[4])
	s.Unlock()
	r := s.get(token, path+"&after="+after)
	assert.Equal(t, "note 3", r.data()[0]["text"])
	s.clock.Advance(2 * time.Hour)
	assert.Equal(t, 2642, s.get(token, path+"&after="+after).code(), "cursors expire")
}

func TestNextHoldsTheTokenIfItWasAParameter(t *testing.T) {
	t.Parallel()
	s := start(t, graphtest.Options{})
	s.notes(3)
	token := s.all()
	r := s.get("", "/v26.0/"+s.board.ID+"/notes?limit=2&access_token="+token)
	next := r.paging()["next"].(string)
	assert.Contains(t, next, "access_token="+token)
	assert.Len(t, s.get("", next).data(), 1)
}

func TestTrapsOfPages(t *testing.T) {
	t.Parallel()
	s := start(t, graphtest.Options{Traps: graphtest.Traps{EmptyPages: 2, ShortPages: 3, NoNestedNext: true}})
	s.notes(9)
	token, path := s.all(), "/v26.0/"+s.board.ID+"/notes?limit=4&fields=text"
	var sizes []int
	seen := map[string]bool{}
	for after := ""; ; {
		r := s.get(token, path+"&after="+after)
		sizes = append(sizes, len(r.data()))
		for _, o := range r.data() {
			assert.False(t, seen[o["text"].(string)])
			seen[o["text"].(string)] = true
		}
		if r.paging()["next"] == nil {
			break
		}
		after = r.after()
	}
	assert.Len(t, seen, 9)
	assert.Contains(t, sizes, 0)
	nested := s.get(token, "/v26.0/"+s.board.ID+"?fields=notes.limit(1)").body["notes"].(object)["paging"].(object)
	assert.NotContains(t, nested, "next")
	assert.Contains(t, nested, "cursors")
}

func TestSinceAndUntilCutLists(t *testing.T) {
	t.Parallel()
	s := start(t, graphtest.Options{})
	s.notes(5)
	r := s.get(s.all(), "/v26.0/"+s.board.ID+"/notes?since=2026-08-20T12:01:00%2B0000&until=1787227380")
	assert.Len(t, r.data(), 3)
}

func TestNewNodesLag(t *testing.T) {
	t.Parallel()
	s := start(t, graphtest.Options{Lag: time.Minute, Misses: 2})
	token := s.all()
	id := s.post(token, "/v26.0/"+s.board.ID+"/notes", url.Values{"text": {"Hi"}}).body["id"].(string)
	assert.Empty(t, s.get(token, "/v26.0/"+s.board.ID+"/notes").data())
	for range 2 {
		r := s.get(token, "/v26.0/"+id)
		assert.Equal(t, []int{400, 100, 33}, []int{r.status, r.code(), r.subcode()})
	}
	assert.Equal(t, 200, s.get(token, "/v26.0/"+id).status)
	s.clock.Advance(time.Minute)
	assert.Len(t, s.get(token, "/v26.0/"+s.board.ID+"/notes").data(), 1)
}

func TestVersions(t *testing.T) {
	t.Parallel()
	s := start(t, graphtest.Options{Version: graphtest.Version{Major: 24}})
	token := s.all()
	for path, want := range map[string]string{
		"/v26.0/me": "v26.0", "/v21.0/me": "v21.0", "/me": "v24.0", "/v3.2/me": "v20.0",
	} {
		r := s.get(token, path)
		assert.Equal(t, want, r.header.Get("Facebook-Api-Version"), path)
		assert.Equal(t, "Board", r.body["name"], path)
	}
	s.clock.Set(time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC))
	assert.Equal(t, "v21.0", s.get(token, "/v20.0/me").header.Get("Facebook-Api-Version"))
	assert.Equal(t, 2500, s.get(token, "/v99.0/me").code())
}

func TestWhatIsNotThere(t *testing.T) {
	t.Parallel()
	s := start(t, graphtest.Options{})
	token := s.all()
	for _, c := range []struct {
		method, path          string
		status, code, subcode int
	}{
		{http.MethodGet, "/v26.0/999", 400, 100, 33},
		{http.MethodPost, "/v26.0/999", 400, 100, 33},
		{http.MethodGet, "/v26.0/nobody", 404, 803, 0},
		{http.MethodGet, "/v26.0/me/colours", 400, 100, 0},
		{http.MethodPost, "/v26.0/me/colours", 400, 100, 33},
		{http.MethodDelete, "/v26.0/me/notes", 400, 100, 33},
		{http.MethodGet, "/v26.0/me/notes/more", 400, 2500, 0},
		{http.MethodGet, "/v26.0/me?date_format=U", 400, 100, 0},
		{http.MethodGet, "/v26.0/?ids=1,2", 400, 100, 0},
		{http.MethodGet, "/v26.0/me/notes?limit=x", 400, 100, 0},
	} {
		r := s.do(token, c.method, c.path, nil)
		assert.Equal(t, []int{c.status, c.code, c.subcode}, []int{r.status, r.code(), r.subcode()}, "%s %s: %s", c.method, c.path, r.text)
		e := r.body["error"].(object)
		assert.NotEmpty(t, e["fbtrace_id"])
		assert.NotEmpty(t, e["type"])
	}
}

func TestIDsAreBeyondFloats(t *testing.T) {
	t.Parallel()
	s := start(t, graphtest.Options{})
	assert.Len(t, s.board.ID, 18)
	assert.Empty(t, strings.Trim(s.board.ID, "0123456789"))
}
