package mastodon

// An AdminAccount is an account as the staff of its server sees it.
// See https://docs.joinmastodon.org/entities/Admin_Account/.
type AdminAccount struct {
	ID                     ID        `json:"id"`
	Username               string    `json:"username"`
	Domain                 string    `json:"domain"` // "" for local accounts
	CreatedAt              Time      `json:"created_at"`
	Email                  string    `json:"email"`
	IP                     Scalar    `json:"ip"` // last address used to log in
	IPs                    []AdminIP `json:"ips"`
	Locale                 string    `json:"locale"`
	InviteRequest          string    `json:"invite_request"`
	Role                   *Role     `json:"role"`
	Confirmed              bool      `json:"confirmed"`
	Approved               bool      `json:"approved"`
	Disabled               bool      `json:"disabled"`
	Silenced               bool      `json:"silenced"`
	Suspended              bool      `json:"suspended"`
	Sensitized             bool      `json:"sensitized"`
	Account                Account   `json:"account"`
	CreatedByApplicationID ID        `json:"created_by_application_id"`
	InvitedByAccountID     ID        `json:"invited_by_account_id"`
}

// An AdminIP is an address that an account used.
// See https://docs.joinmastodon.org/entities/Admin_Ip/.
type AdminIP struct {
	IP     string `json:"ip"`
	UsedAt Time   `json:"used_at"`
}

// An AdminReport is a report as the staff of the server sees it.
// See https://docs.joinmastodon.org/entities/Admin_Report/.
type AdminReport struct {
	ID                   ID             `json:"id"`
	ActionTaken          bool           `json:"action_taken"`
	ActionTakenAt        Time           `json:"action_taken_at"`
	Category             ReportCategory `json:"category"`
	Comment              string         `json:"comment"`
	Forwarded            bool           `json:"forwarded"`
	CreatedAt            Time           `json:"created_at"`
	UpdatedAt            Time           `json:"updated_at"`
	Account              AdminAccount   `json:"account"` // who reports
	TargetAccount        AdminAccount   `json:"target_account"`
	AssignedAccount      *AdminAccount  `json:"assigned_account"`
	ActionTakenByAccount *AdminAccount  `json:"action_taken_by_account"`
	Statuses             []*Status      `json:"statuses"`
	Rules                []Rule         `json:"rules"`
}

// An AdminMeasure is one number about the server over a period, with its course.
// See https://docs.joinmastodon.org/entities/Admin_Measure/.
type AdminMeasure struct {
	Key           string             `json:"key"`
	Unit          string             `json:"unit"` // "" for a plain count, "bytes" for space
	Total         Int                `json:"total"`
	HumanValue    string             `json:"human_value"`
	PreviousTotal *Int               `json:"previous_total"` // nil if the measure has no earlier period
	Data          []AdminMeasureData `json:"data"`
}

// An AdminMeasureData is the value of a measure on one day.
// See https://docs.joinmastodon.org/entities/Admin_Measure/#data.
type AdminMeasureData struct {
	Date  Time `json:"date"`
	Value Int  `json:"value"`
}

// An AdminDimension is a breakdown of the server's data.
// See https://docs.joinmastodon.org/entities/Admin_Dimension/.
type AdminDimension struct {
	Key  string               `json:"key"`
	Data []AdminDimensionData `json:"data"`
}

// An AdminDimensionData is one part of a breakdown.
// See https://docs.joinmastodon.org/entities/Admin_Dimension/#data.
type AdminDimensionData struct {
	Key        string `json:"key"`
	HumanKey   string `json:"human_key"`
	Value      Scalar `json:"value"` // a number, or a version for software_versions
	Unit       string `json:"unit"`
	HumanValue string `json:"human_value"`
}

// An AdminCohort says how many of the accounts registered in one period stayed active.
// See https://docs.joinmastodon.org/entities/Admin_Cohort/.
type AdminCohort struct {
	Period    Time              `json:"period"`
	Frequency string            `json:"frequency"` // day, month
	Data      []AdminCohortData `json:"data"`
}

// An AdminCohortData is the retention in one later period.
// See https://docs.joinmastodon.org/entities/Admin_Cohort/#CohortData.
type AdminCohortData struct {
	Date  Time  `json:"date"`
	Rate  Float `json:"rate"` // 0 to 1
	Value Int   `json:"value"`
}

// An AdminDomainBlock is a server that this server refuses or limits.
// See https://docs.joinmastodon.org/entities/Admin_DomainBlock/.
type AdminDomainBlock struct {
	ID             ID     `json:"id"`
	Domain         string `json:"domain"`
	Digest         string `json:"digest"` // SHA-256 of the domain
	CreatedAt      Time   `json:"created_at"`
	Severity       string `json:"severity"` // silence, suspend, noop
	RejectMedia    bool   `json:"reject_media"`
	RejectReports  bool   `json:"reject_reports"`
	PrivateComment string `json:"private_comment"`
	PublicComment  string `json:"public_comment"`
	Obfuscate      bool   `json:"obfuscate"`
}

// An AdminDomainAllow is a server that a server with limited federation talks to.
// See https://docs.joinmastodon.org/entities/Admin_DomainAllow/.
type AdminDomainAllow struct {
	ID        ID     `json:"id"`
	Domain    string `json:"domain"`
	CreatedAt Time   `json:"created_at"`
}

// An AdminEmailDomainBlock refuses registrations by the domain of their address.
// See https://docs.joinmastodon.org/entities/Admin_EmailDomainBlock/.
type AdminEmailDomainBlock struct {
	ID        ID                        `json:"id"`
	Domain    string                    `json:"domain"`
	CreatedAt Time                      `json:"created_at"`
	History   []AdminEmailDomainHistory `json:"history"`
}

// AdminEmailDomainHistory counts the refused registrations of one day.
// See https://docs.joinmastodon.org/entities/Admin_EmailDomainBlock/#history.
type AdminEmailDomainHistory struct {
	Day      Time `json:"day"`
	Accounts Int  `json:"accounts"`
	Uses     Int  `json:"uses"`
}

// An AdminCanonicalEmailBlock refuses registrations by a hash of their address.
// See https://docs.joinmastodon.org/entities/Admin_CanonicalEmailBlock/.
type AdminCanonicalEmailBlock struct {
	ID                 ID     `json:"id"`
	CanonicalEmailHash string `json:"canonical_email_hash"` // SHA-256
}

// An AdminIPBlock refuses or limits registrations and access by address.
// See https://docs.joinmastodon.org/entities/Admin_IpBlock/.
type AdminIPBlock struct {
	ID        ID     `json:"id"`
	IP        string `json:"ip"`       // an address or a range in CIDR form
	Severity  string `json:"severity"` // sign_up_requires_approval, sign_up_block, no_access
	Comment   string `json:"comment"`
	CreatedAt Time   `json:"created_at"`
	ExpiresAt Time   `json:"expires_at"` // zero: never
}
