package mastodon

import "encoding/json"

// A Filter hides or marks statuses by words.
// See https://docs.joinmastodon.org/entities/Filter/.
type Filter struct {
	ID           ID              `json:"id"`
	Title        string          `json:"title"`
	Context      []FilterContext `json:"context"`
	ExpiresAt    Time            `json:"expires_at"` // zero: never
	FilterAction FilterAction    `json:"filter_action"`
	Keywords     []FilterKeyword `json:"keywords"`
	Statuses     []FilterStatus  `json:"statuses"`
}

// A FilterKeyword is one word of a filter.
// See https://docs.joinmastodon.org/entities/FilterKeyword/.
type FilterKeyword struct {
	ID        ID     `json:"id"`
	Keyword   string `json:"keyword"`
	WholeWord bool   `json:"whole_word"`
}

// A FilterStatus is one status that a filter names.
// See https://docs.joinmastodon.org/entities/FilterStatus/.
type FilterStatus struct {
	ID       ID `json:"id"`
	StatusID ID `json:"status_id"`
}

// UnmarshalJSON also reads the status id from "phrase", where GoToSocial puts it.
func (s *FilterStatus) UnmarshalJSON(b []byte) error {
	var wire struct {
		ID       ID `json:"id"`
		StatusID ID `json:"status_id"`
		Phrase   ID `json:"phrase"`
	}
	if err := json.Unmarshal(b, &wire); err != nil {
		return err
	}
	*s = FilterStatus{ID: wire.ID, StatusID: wire.StatusID}
	if s.StatusID == "" {
		s.StatusID = wire.Phrase
	}
	return nil
}

// A FilterResult says which filter matched a status, and by what.
// See https://docs.joinmastodon.org/entities/FilterResult/.
type FilterResult struct {
	Filter         Filter   `json:"filter"`
	KeywordMatches []string `json:"keyword_matches"`
	StatusMatches  []ID     `json:"status_matches"`
}

// A Report is a complaint to the staff of the server.
// See https://docs.joinmastodon.org/entities/Report/.
type Report struct {
	ID            ID             `json:"id"`
	ActionTaken   bool           `json:"action_taken"`
	ActionTakenAt Time           `json:"action_taken_at"`
	Category      ReportCategory `json:"category"`
	Comment       string         `json:"comment"`
	Forwarded     bool           `json:"forwarded"` // to the server of the reported account
	CreatedAt     Time           `json:"created_at"`
	StatusIDs     []ID           `json:"status_ids"`
	RuleIDs       []ID           `json:"rule_ids"`
	CollectionIDs []ID           `json:"collection_ids"` // 4.6
	TargetAccount Account        `json:"target_account"`
}

// An AccountWarning is what the staff of the server did to the user's account.
// See https://docs.joinmastodon.org/entities/AccountWarning/.
type AccountWarning struct {
	ID            ID      `json:"id"`
	Action        string  `json:"action"` // none, disable, mark_statuses_as_sensitive, delete_statuses, sensitive, silence, suspend
	Text          string  `json:"text"`
	StatusIDs     []ID    `json:"status_ids"`
	TargetAccount Account `json:"target_account"`
	Appeal        *Appeal `json:"appeal"`
	CreatedAt     Time    `json:"created_at"`
}

// An Appeal is the user's answer to a warning.
// See https://docs.joinmastodon.org/entities/Appeal/.
type Appeal struct {
	Text  string `json:"text"`
	State string `json:"state"` // approved, rejected, pending
}

// A RelationshipSeveranceEvent says that follows were lost by a block or a suspension.
// See https://docs.joinmastodon.org/entities/RelationshipSeveranceEvent/.
type RelationshipSeveranceEvent struct {
	ID             ID     `json:"id"`
	Type           string `json:"type"`        // domain_block, user_domain_block, account_suspension
	Purged         bool   `json:"purged"`      // the list of lost follows is no longer available
	TargetName     string `json:"target_name"` // a domain or a handle
	FollowersCount int64  `json:"followers_count"`
	FollowingCount int64  `json:"following_count"`
	CreatedAt      Time   `json:"created_at"`
}

// A DomainBlock is a server that this server refuses or limits, as far as it publishes that.
// See https://docs.joinmastodon.org/entities/DomainBlock/.
type DomainBlock struct {
	Domain   string `json:"domain"` // may be obfuscated with asterisks
	Digest   string `json:"digest"` // SHA-256 of the domain
	Severity string `json:"severity"`
	Comment  string `json:"comment"`
}
