package x

import "encoding/json"

// A StreamMessage is one line of the filtered stream: a post with the rules that it matches, or why the
// stream ends. See https://docs.x.com/x-api/posts/filtered-stream/introduction.
type StreamMessage struct {
	Post          *Post          `json:"data,omitempty"`
	Includes      Includes       `json:"includes,omitzero"`
	MatchingRules []MatchingRule `json:"matching_rules,omitempty"`
	Errors        []Problem      `json:"errors,omitempty"` // without a post: X ends the stream
}

// UnmarshalJSON reads both dialects and joins the post with the includes. A field of an unexpected type is
// left out.
func (m *StreamMessage) UnmarshalJSON(b []byte) error {
	var w struct {
		Post          *wirePost      `json:"data"`
		Includes      wireIncludes   `json:"includes"`
		MatchingRules []MatchingRule `json:"matching_rules"`
		Errors        []Problem      `json:"errors"`
	}
	if err := forgiveParts(json.Unmarshal(b, &w)); err != nil {
		return err
	}
	*m = StreamMessage{Includes: w.Includes.value(), MatchingRules: w.MatchingRules, Errors: w.Errors}
	if w.Post != nil {
		m.Post = w.Post.value()
		m.Includes.Join(m.Post)
	}
	return nil
}

// A MatchingRule is a rule that a post of the stream matches.
// See https://docs.x.com/x-api/posts/filtered-stream/integrate/matching-returned-tweets.
type MatchingRule struct {
	ID                  ID      `json:"id"`
	Tag                 string  `json:"tag,omitempty"`
	EmbeddingSimilarity float64 `json:"embedding_similarity,omitempty"` // 0 to 1, of semantic rules
	EmbeddingThreshold  float64 `json:"embedding_threshold,omitempty"`
}

// A Rule is a standing query of the filtered stream. It cannot be changed, only replaced.
// See https://docs.x.com/x-api/posts/filtered-stream/integrate/build-a-rule.
type Rule struct {
	ID    ID     `json:"id,omitempty"` // given by X
	Value string `json:"value"`        // the query: see [Query]
	Tag   string `json:"tag,omitempty"`
}

// A RuleSummary says what became of the rules in a change.
// See https://docs.x.com/x-api/stream/update-stream-rules.
type RuleSummary struct {
	Created    Int `json:"created,omitempty"`
	NotCreated Int `json:"not_created,omitempty"`
	Valid      Int `json:"valid,omitempty"`
	Invalid    Int `json:"invalid,omitempty"`
	Deleted    Int `json:"deleted,omitempty"`
	NotDeleted Int `json:"not_deleted,omitempty"`
}

// RuleCounts are how many rules there are of those that there may be.
// See https://docs.x.com/x-api/stream/get-stream-rule-counts.
type RuleCounts struct {
	App     AppRuleCount   `json:"client_app_rules_count"`
	AllApps []AppRuleCount `json:"all_project_client_apps"`
	Project Int            `json:"project_rules_count"`
	AppCap  Int            `json:"cap_per_client_app"`
	Cap     Int            `json:"cap_per_project"`
}

// An AppRuleCount is how many rules one program has.
type AppRuleCount struct {
	ClientAppID ID  `json:"client_app_id"`
	Rules       Int `json:"rule_count"`
}

// A StreamConnection is a stream that is or was open.
// See https://docs.x.com/x-api/connections/introduction.
type StreamConnection struct {
	ID               ID     `json:"id"`
	EndpointName     string `json:"endpoint_name,omitempty"`
	ConnectedAt      Time   `json:"connected_at,omitzero"`
	DisconnectedAt   Time   `json:"disconnected_at,omitzero"` // zero: still open
	DisconnectReason string `json:"disconnect_reason,omitempty"`
	ClientIP         string `json:"client_ip,omitempty"`
}

// A Webhook is an address of ours that X sends events to.
// See https://docs.x.com/x-api/webhooks/introduction.
type Webhook struct {
	ID        ID     `json:"id"`
	URL       string `json:"url,omitempty"`
	Valid     bool   `json:"valid"` // answers X's challenges; else X sends nothing
	CreatedAt Time   `json:"created_at,omitzero"`
}

// A ReplayJob sends the events of a past period to a webhook again.
// See https://docs.x.com/x-api/webhooks/create-replay-job-for-webhook.
type ReplayJob struct {
	ID        ID   `json:"job_id"`
	CreatedAt Time `json:"created_at"`
}

// A StreamLink sends the filtered stream to a webhook; Enterprise only.
// See https://docs.x.com/x-api/webhooks/stream/introduction.
type StreamLink struct {
	WebhookID      ID       `json:"webhook_id"`
	InstanceID     ID       `json:"instance_id,omitempty"`
	ApplicationID  ID       `json:"application_id,omitempty"`
	BusinessUserID ID       `json:"business_user_id,omitempty"`
	Fields         []string `json:"fields,omitempty"`
	CreatedAt      Time     `json:"created_at,omitzero"`
}
