package discovery

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/relais-go/relais/internal/simulator/deviation"
)

// CheckAnswer returns what is wrong with the answer to a request: members that are not described, have another
// type, or belong to a part that was not asked for. Errors and media have nothing wrong with them, because the
// documents do not describe them; neither has the answer to a request that is not described itself.
func (d *Document) CheckAnswer(r *Request, status int, body []byte) []Problem {
	m := d.find(r)
	if m == nil || status < http.StatusOK || status >= http.StatusMultipleChoices || m.Download {
		return nil
	}
	opens := m.upload != "" && !m.session && r.Query.Get("uploadType") == "resumable"
	problem := Problem{Call: m.ID, In: InAnswer}
	body = bytes.TrimSpace(body)
	switch {
	case (m.Response == nil || opens) && len(body) > 0:
		problem.Reason = "has a body"
		return []Problem{problem}
	case m.Response == nil || opens:
		return nil
	case len(body) == 0:
		problem.Reason = "has no body"
		return []Problem{problem}
	}
	problems := d.checkJSON(problem, m.Response, body)
	if parts := r.Query["part"]; len(parts) > 0 && m.Parameters["part"] != nil {
		problems = append(problems, d.checkParts(problem, m.Response, strings.Split(strings.Join(parts, ","), ","), body)...)
	}
	return deviation.Tidy(problems)
}

// checkParts looks for parts of a resource that were not asked for
// (https://developers.google.com/youtube/v3/getting-started#part): members that are objects, save the ID, which
// always comes along.
func (d *Document) checkParts(at Problem, s *schema, parts []string, body []byte) []Problem {
	name := s.Ref
	described := d.schemas[name]
	var list struct {
		Items []map[string]json.RawMessage `json:"items"`
	}
	if described == nil || json.Unmarshal(body, &list) != nil {
		return nil
	}
	if items := described.Properties["items"]; items != nil && items.Items != nil {
		name = items.Items.Ref
		described = d.schemas[name]
	} else {
		var one map[string]json.RawMessage
		if json.Unmarshal(body, &one) != nil {
			return nil
		}
		list.Items = append(list.Items, one)
	}
	if described == nil {
		return nil
	}
	var problems []Problem
	for _, item := range list.Items {
		for property := range item {
			if property != "id" && d.isObject(described.Properties[property]) && !slices.Contains(parts, property) {
				at.Name = name + "." + property
				at.Reason = fmt.Sprintf("is not among the parts %v", parts)
				problems = append(problems, at)
			}
		}
	}
	return problems
}

func (d *Document) isObject(s *schema) bool {
	if s != nil && s.Ref != "" {
		s = d.schemas[s.Ref]
	}
	return s != nil && s.Type == "object"
}
