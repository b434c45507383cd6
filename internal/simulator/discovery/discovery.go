// Package discovery checks requests and answers against Google's API discovery documents
// (https://developers.google.com/discovery/v1/reference/apis), such as that of the YouTube Data API. It is
// meant for tests: it proves that a client sends documented parameters and bodies, and that a simulator
// answers in the documented shapes.
//
// Google's reference pages document a little that the discovery documents lack. A [Checker] therefore takes a
// list of [Allowance]s, each with the page that documents it, and reports those that nothing needs any more.
package discovery

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
)

// A Document is the description of one API. It is safe for concurrent use.
type Document struct {
	methods []*method
	params  map[string]*schema // that all methods take
	schemas map[string]*schema
}

// resource is a node in the tree of methods.
type resource struct {
	Methods   map[string]*method   `json:"methods"`
	Resources map[string]*resource `json:"resources"`
}

type method struct {
	ID         string             `json:"id"`
	HTTPMethod string             `json:"httpMethod"`
	Path       string             `json:"path"`
	Parameters map[string]*schema `json:"parameters"`
	Request    *schema            `json:"request"`
	Response   *schema            `json:"response"`
	Upload     struct {
		Protocols map[string]struct {
			Path string `json:"path"`
		} `json:"protocols"`
	} `json:"mediaUpload"`
	Download bool `json:"supportsMediaDownload"`
}

// schema describes a value, be it a parameter or part of a body.
type schema struct {
	Ref         string             `json:"$ref"`
	Type        string             `json:"type"`
	Format      string             `json:"format"`
	Enum        []string           `json:"enum"`
	Pattern     string             `json:"pattern"`
	Minimum     json.Number        `json:"minimum"`
	Maximum     json.Number        `json:"maximum"`
	Properties  map[string]*schema `json:"properties"`
	Additional  *schema            `json:"additionalProperties"`
	Items       *schema            `json:"items"`
	ReadOnly    bool               `json:"readOnly"`
	Annotations struct {
		Required []string `json:"required"` // IDs of the methods that need the property
	} `json:"annotations"`

	// Of parameters only.
	Location    string `json:"location"`
	Required    bool   `json:"required"`
	Repeated    bool   `json:"repeated"`
	Description string `json:"description"`
}

// Load reads a discovery document from a file.
func Load(path string) (*Document, error) {
	data, err := os.ReadFile(path) //nolint:gosec // the caller's own file
	if err != nil {
		return nil, fmt.Errorf("discovery: %w", err)
	}
	var raw struct {
		resource

		ServicePath string             `json:"servicePath"`
		Parameters  map[string]*schema `json:"parameters"`
		Schemas     map[string]*schema `json:"schemas"`
	}
	if err := json.Unmarshal(data, &raw); err != nil {
		return nil, fmt.Errorf("discovery: %s: %w", path, err)
	}
	d := &Document{params: raw.Parameters, schemas: raw.Schemas}
	d.collect(&raw.resource, raw.ServicePath)
	return d, nil
}

// collect flattens the tree of methods.
func (d *Document) collect(r *resource, servicePath string) {
	for _, m := range r.Methods {
		m.Path = "/" + strings.TrimPrefix(servicePath+m.Path, "/")
		for _, p := range m.Parameters {
			p.readDescription()
		}
		d.methods = append(d.methods, m)
	}
	for _, child := range r.Resources {
		d.collect(child, servicePath)
	}
}

var (
	requiredNote = regexp.MustCompile(`\brequired: true\b`)
	patternNote  = regexp.MustCompile(`\bpattern: "?(\S+)$`)
	minimumNote  = regexp.MustCompile(`\bminValue: (\d+)$`)
)

// readDescription takes over the constraints that some documents, such as that of the YouTube Analytics API,
// hold in the description of a parameter instead of in members of their own.
func (s *schema) readDescription() {
	s.Required = s.Required || requiredNote.MatchString(s.Description)
	if found := patternNote.FindStringSubmatch(s.Description); found != nil && s.Pattern == "" {
		s.Pattern = found[1]
	}
	if found := minimumNote.FindStringSubmatch(s.Description); found != nil && s.Minimum == "" {
		s.Minimum = json.Number(found[1])
	}
}

// A Problem is a deviation from the document.
type Problem struct {
	Call   string // ID of the method ("youtube.videos.insert"), or "POST /path" if there is none
	In     Place  //
	Name   string // parameter, or schema and property: "VideoSnippet.title"; "" for the call as a whole
	Reason string //
}

// A Place is where a problem was found.
type Place string

// The places of problems.
const (
	InCall   Place = "call"   // the method or path itself
	InQuery  Place = "query"  // parameters of query and path
	InBody   Place = "body"   // what was sent
	InAnswer Place = "answer" // what came back
)

// String is the problem in one line.
func (p Problem) String() string {
	text := p.Call + ": "
	if p.In != InCall {
		text += string(p.In) + ": "
	}
	if p.Name != "" {
		text += p.Name + ": "
	}
	return text + p.Reason
}
