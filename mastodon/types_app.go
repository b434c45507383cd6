package mastodon

// An Application is a program that uses the API: as registered, with its secret, or as named in a
// status, with name and website only.
// See https://docs.joinmastodon.org/entities/CredentialApplication/.
type Application struct {
	ID                    ID       `json:"id"`
	Name                  string   `json:"name"`
	Website               string   `json:"website"`
	Scopes                []string `json:"scopes"`        // 4.3
	RedirectURIs          []string `json:"redirect_uris"` // 4.3
	RedirectURI           string   `json:"redirect_uri"`  // several are separated by newlines; deprecated since 4.3
	ClientID              string   `json:"client_id"`
	ClientSecret          string   `json:"client_secret"`            // a secret; only in the answer to the registration
	ClientSecretExpiresAt Int      `json:"client_secret_expires_at"` // Unix seconds, 0: never
	VAPIDKey              string   `json:"vapid_key"`                // deprecated since 4.3
}

// A Token gives access to the API. Mastodon's do not expire and cannot be refreshed; Akkoma's and
// Pleroma's can.
// See https://docs.joinmastodon.org/entities/Token/.
type Token struct {
	AccessToken  string `json:"access_token"` // a secret
	TokenType    string `json:"token_type"`   // "Bearer"
	Scope        string `json:"scope"`        // separated by spaces
	CreatedAt    Time   `json:"created_at"`
	RefreshToken string `json:"refresh_token"` // a secret; Akkoma and Pleroma
	ExpiresIn    Int    `json:"expires_in"`    // seconds; Akkoma and Pleroma
	Me           string `json:"me"`            // address of the account; Akkoma and Pleroma
}

// OAuthMetadata says where and how to log in; Mastodon 4.3 and later.
// See https://docs.joinmastodon.org/methods/oauth/#authorization-server-metadata.
type OAuthMetadata struct {
	Issuer                            string   `json:"issuer"`
	ServiceDocumentation              string   `json:"service_documentation"`
	AuthorizationEndpoint             string   `json:"authorization_endpoint"`
	TokenEndpoint                     string   `json:"token_endpoint"`
	RevocationEndpoint                string   `json:"revocation_endpoint"`
	AppRegistrationEndpoint           string   `json:"app_registration_endpoint"`
	UserinfoEndpoint                  string   `json:"userinfo_endpoint"` // 4.4
	ScopesSupported                   []string `json:"scopes_supported"`
	ResponseTypesSupported            []string `json:"response_types_supported"`
	ResponseModesSupported            []string `json:"response_modes_supported"`
	GrantTypesSupported               []string `json:"grant_types_supported"`
	CodeChallengeMethodsSupported     []string `json:"code_challenge_methods_supported"`
	TokenEndpointAuthMethodsSupported []string `json:"token_endpoint_auth_methods_supported"`
}

// A Userinfo is the account behind a token in OpenID Connect's terms; Mastodon 4.4 and later.
// See https://docs.joinmastodon.org/methods/oauth/#userinfo.
type Userinfo struct {
	Issuer            string `json:"iss"`
	Subject           string `json:"sub"` // federation address of the account
	Name              string `json:"name"`
	PreferredUsername string `json:"preferred_username"`
	Profile           string `json:"profile"`
	Picture           string `json:"picture"`
}

// NodeInfoLinks is the well-known document that points to a server's [NodeInfo].
// See https://nodeinfo.diaspora.software/protocol.html.
type NodeInfoLinks struct {
	Links []NodeInfoLink `json:"links"`
}

// A NodeInfoLink names one version of the NodeInfo document.
// See https://nodeinfo.diaspora.software/protocol.html.
type NodeInfoLink struct {
	Rel  string `json:"rel"`
	Href string `json:"href"`
}

// A NodeInfo says which software a server runs.
// See https://nodeinfo.diaspora.software/schema.html.
type NodeInfo struct {
	Version           string           `json:"version"` // of the document
	Software          NodeInfoSoftware `json:"software"`
	Protocols         []string         `json:"protocols"`
	OpenRegistrations bool             `json:"openRegistrations"`
	Usage             NodeInfoUsage    `json:"usage"`
}

// NodeInfoSoftware names the software, in lower case: mastodon, gotosocial, akkoma, pleroma, pixelfed.
// See https://nodeinfo.diaspora.software/schema.html.
type NodeInfoSoftware struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// NodeInfoUsage counts users and posts; nil is what the server does not say.
// See https://nodeinfo.diaspora.software/schema.html.
type NodeInfoUsage struct {
	Users         NodeInfoUsers `json:"users"`
	LocalPosts    *int64        `json:"localPosts"`
	LocalComments *int64        `json:"localComments"`
}

// NodeInfoUsers counts users; nil is what the server does not say.
// See https://nodeinfo.diaspora.software/schema.html.
type NodeInfoUsers struct {
	Total          *int64 `json:"total"`
	ActiveMonth    *int64 `json:"activeMonth"`
	ActiveHalfyear *int64 `json:"activeHalfyear"`
}

// An AsyncRefresh is work that the server does after its answer, as fetching remote replies; Mastodon
// 4.5 and later.
// See https://docs.joinmastodon.org/entities/AsyncRefresh/.
type AsyncRefresh struct {
	ID          ID     `json:"id"`
	Status      string `json:"status"`       // running, finished
	ResultCount *int64 `json:"result_count"` // nil if not known
}
