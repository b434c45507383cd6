package mastodon_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/social"
)

// TestOddAnswers calls every method of the client with arguments that say something and with none, on servers whose
// answers are JSON of another shape than documented: whatever they return, they return.
func TestOddAnswers(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{
		`null`, `{}`, `[{"id":"1","accounts":[null],"last_status":{}}]`, `[]`, `[null]`, `[{}]`, `"text"`, `1`, `{"id":"1"}`, `[{"id":"1"}]`, `[{"id":"1","account":null,"status":null,"last_status":null}]`,
		`{"id":"1","scheduled_at":null,"params":null,"poll":{"options":[null]},"reblog":{},"quote":{"quoted_status":{}},"media_attachments":[null],"mentions":[null]}`,
		`{"accounts":[null],"statuses":[null],"hashtags":[null],"ancestors":[null],"descendants":[null],"notification_groups":[null],"links":[null]}`,
	} {
		t.Run(answer, func(t *testing.T) {
			t.Parallel()
			c := oddAnswers(t, answer)
			v := reflect.ValueOf(c)
			for i := range v.NumMethod() {
				for _, kind := range refKinds() {
					name := v.Type().Method(i).Name
					assert.NotPanics(t, func() { callOdd(t, v.Method(i), kind) }, "%s, with arguments: %q", name, kind)
					if kind != noArguments && !takesRef(v.Method(i).Type()) {
						break
					}
				}
			}
		})
	}
}

// noArguments stands for arguments that say nothing.
const noArguments social.RefKind = "none"

func refKinds() []social.RefKind {
	return []social.RefKind{
		noArguments, social.RefPost, social.RefAccount, social.RefConversation, social.RefMessage, social.RefComment,
		social.RefScheduled, social.RefEvent,
	}
}

func takesRef(method reflect.Type) bool {
	for in := range method.Ins() {
		if in == reflect.TypeFor[social.Ref]() {
			return true
		}
	}
	return false
}

// oddAnswers is the client of a server that answers the same to everything, but for what it must say to be asked more.
func oddAnswers(t *testing.T, answer string) *mastodon.Client {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		switch {
		case strings.HasSuffix(r.URL.Path, "/instance"):
			_, _ = io.WriteString(w, `{"api_versions":{"mastodon":11}}`)
		case strings.HasSuffix(r.URL.Path, "/verify_credentials") && r.Method == http.MethodGet:
			_, _ = io.WriteString(w, `{"id":"7","acct":"acme"}`)
		default:
			_, _ = io.WriteString(w, answer)
		}
	}))
	t.Cleanup(srv.Close)
	c, err := mastodon.New(srv.URL, oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "any"}), &social.Options{
		HTTPClient: srv.Client(), Retries: -1, Settle: time.Millisecond, MediaWait: time.Millisecond,
	})
	require.NoError(t, err)
	return c
}

// callOdd calls a method, and takes a few items of what it returns if that is a sequence.
func callOdd(t *testing.T, method reflect.Value, kind social.RefKind) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel() // some repeat what they could not read, for as long as they are let
	typ := method.Type()
	full := kind != noArguments
	var args []reflect.Value
	for i := range typ.NumIn() {
		in := typ.In(i)
		switch {
		case in == reflect.TypeFor[context.Context]():
			args = append(args, reflect.ValueOf(ctx))
		case in == reflect.TypeFor[*social.ListenQuery](): // without an end it would wait for more
			args = append(args, reflect.ValueOf(&social.ListenQuery{After: social.FromStart, CatchUp: true}))
		case full && typ.IsVariadic() && i == typ.NumIn()-1:
			args = append(args, oddValue(in.Elem(), kind, 0), oddValue(in.Elem(), kind, 0))
		case typ.IsVariadic() && i == typ.NumIn()-1:
		case full:
			args = append(args, oddValue(in, kind, 0))
		default:
			args = append(args, reflect.Zero(in))
		}
	}
	for _, out := range method.Call(args) {
		if out.Kind() == reflect.Func && out.Type().CanSeq2() {
			n := 0
			for range out.Seq2() {
				if n++; n == 3 {
					break
				}
			}
		}
	}
}

// oddValue is a value of a type that says something in every field.
func oddValue(t reflect.Type, kind social.RefKind, depth int) reflect.Value {
	v := reflect.New(t).Elem()
	switch t {
	case reflect.TypeFor[social.Ref]():
		return reflect.ValueOf(social.Ref{Network: "mastodon", Kind: kind, ID: "1"})
	case reflect.TypeFor[social.Draft]():
		return reflect.ValueOf(social.Draft{Text: "1", ReplyTo: postRef("1"), FirstComment: "1"})
	}
	if depth > 3 {
		return v
	}
	switch t.Kind() {
	case reflect.String:
		v.SetString("1")
	case reflect.Int, reflect.Int64:
		v.SetInt(1)
	case reflect.Float64:
		v.SetFloat(0.5)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		p := reflect.New(t.Elem())
		p.Elem().Set(oddValue(t.Elem(), kind, depth+1))
		v.Set(p)
	case reflect.Slice:
		v.Set(reflect.Append(v, oddValue(t.Elem(), kind, depth+1)))
	case reflect.Struct:
		for i := range t.NumField() {
			if f := v.Field(i); f.CanSet() {
				f.Set(oddValue(t.Field(i).Type, kind, depth+1))
			}
		}
	default:
	}
	return v
}
