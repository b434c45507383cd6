package webhook_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/relais-go/relais/internal/webhook"
)

// What is not signed is not even looked at.
func ExampleHandler() {
	secret := []byte("app-secret")
	scheme := webhook.Scheme{Header: "X-Hub-Signature-256", Prefix: "sha256="}
	h := &webhook.Handler{
		Verify: func(h http.Header, body []byte) bool { return scheme.Verify(h, body, secret) },
		Accept: func(_ *http.Request, body []byte) error { fmt.Printf("taken: %s\n", body); return nil },
	}
	for _, key := range [][]byte{secret, []byte("a guess")} {
		r := httptest.NewRequest(http.MethodPost, "/hook", strings.NewReader(`{"object":"page"}`))
		r.Header.Set(scheme.Header, scheme.Sign(key, []byte(`{"object":"page"}`)))
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		fmt.Println(w.Code)
	}
	// Output:
	// taken: {"object":"page"}
	// 200
	// 403
}
