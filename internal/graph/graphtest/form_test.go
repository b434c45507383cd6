package graphtest_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

func TestSomeListsNeverTellAddresses(t *testing.T) {
	t.Parallel()
	s := start(t, graphtest.Options{})
	s.notes(5)
	s.Lock()
	s.board.Type.Edges["archive"] = &graphtest.Edge{Get: &graphtest.Op{NoNext: true, Handle: s.board.Type.Edges["notes"].Get.Handle}}
	s.Unlock()
	first := s.get(s.all(), "/v26.0/"+s.board.ID+"/archive?limit=2")
	require.NotEmpty(t, first.after())
	assert.NotContains(t, first.paging(), "next")
	second := s.get(s.all(), "/v26.0/"+s.board.ID+"/archive?limit=2&after="+first.after())
	assert.Len(t, second.data(), 2)
	assert.NotContains(t, second.paging(), "previous")
}

func TestSomeListsComeWhole(t *testing.T) {
	t.Parallel()
	s := start(t, graphtest.Options{})
	s.notes(5)
	s.Lock()
	s.board.Type.Edges["all"] = &graphtest.Edge{Get: &graphtest.Op{Handle: func(*graphtest.Call, *graphtest.Node) (any, error) {
		return &graphtest.List{Whole: true, Items: []graphtest.Item{{Value: object{"n": 1}, Key: "1"}, {Value: object{"n": 2}, Key: "2"}}}, nil
	}}}
	s.Unlock()
	r := s.get(s.all(), "/v26.0/"+s.board.ID+"/all?limit=1")
	assert.Len(t, r.data(), 2)
	assert.NotContains(t, r.body, "paging")
}

func TestWhoeverWantsSeesTheBytesOfAnUpload(t *testing.T) {
	t.Parallel()
	s := start(t, graphtest.Options{})
	token := s.all()
	open := func() (string, *bytes.Buffer) {
		target := s.post(token, "/v26.0/me/files", nil).body["upload_url"].(string)
		seen := new(bytes.Buffer)
		s.Lock()
		s.upload.Also = seen
		s.CutUploads(40_000, 1)
		s.Unlock()
		return target, seen
	}
	target, seen := open()
	content := strings.Repeat("0123456789", 10_000)
	_, err := s.rupload(token, target, "0", content)
	require.Error(t, err)
	_, err = s.rupload(token, target, "40000", content[40_000:])
	require.NoError(t, err)
	assert.Equal(t, content, seen.String())

	files := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "film") }))
	defer files.Close()
	target, seen = open()
	_, err = s.send(http.MethodPost, target, http.Header{"Authorization": {"OAuth " + token}, "File_url": {files.URL}}, http.NoBody)
	require.NoError(t, err)
	assert.Equal(t, "film", seen.String())
}

func TestFormsOfDeliveries(t *testing.T) {
	t.Parallel()
	s := start(t, graphtest.Options{Webhook: graphtest.WebhookOptions{Array: true}})
	rc := newReceiver(t)
	s.subscribe(rc)
	s.Lock()
	s.Notify(graphtest.Event{Object: "page", ID: s.board.ID, Field: "notes", Milliseconds: true, Value: object{"text": "a"}})
	s.Unlock()
	s.idle()
	require.Len(t, rc.bodies, 1)
	assert.True(t, strings.HasPrefix(rc.bodies[0], `[{"entry":[`), rc.bodies[0])
	assert.Contains(t, rc.bodies[0], `"time":`+strconv.FormatInt(noon().UnixMilli(), 10))
}
