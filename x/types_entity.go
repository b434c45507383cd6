package x

// Entities are what X recognised in a text. Their positions count Unicode code points, end excluded.
// See https://docs.x.com/x-api/fundamentals/data-dictionary#post.
type Entities struct {
	URLs        []URL              `json:"urls,omitempty"`
	Mentions    []Mention          `json:"mentions,omitempty"`
	Hashtags    []Tag              `json:"hashtags,omitempty"`
	Cashtags    []Tag              `json:"cashtags,omitempty"`
	Annotations []EntityAnnotation `json:"annotations,omitempty"`
}

// A URL is a link in a text, which shows the short form.
type URL struct {
	Start       int        `json:"start"`
	End         int        `json:"end"`
	URL         string     `json:"url"`                    // as in the text: https://t.co/…
	ExpandedURL string     `json:"expanded_url,omitempty"` // as its author gave it
	DisplayURL  string     `json:"display_url,omitempty"`  // as people see it
	UnwoundURL  string     `json:"unwound_url,omitempty"`  // where redirects end
	Status      int        `json:"status,omitempty"`       // HTTP status there
	Title       string     `json:"title,omitempty"`
	Description string     `json:"description,omitempty"`
	Images      []URLImage `json:"images,omitempty"`
	MediaKey    string     `json:"media_key,omitempty"` // if it stands for an attachment
}

// A URLImage is a preview picture of a link.
type URLImage struct {
	URL    string `json:"url"`
	Width  int    `json:"width,omitempty"`
	Height int    `json:"height,omitempty"`
}

// A Mention is an account named in a text.
type Mention struct {
	Start    int    `json:"start"`
	End      int    `json:"end"`
	Username string `json:"username"`     // without "@"
	ID       ID     `json:"id,omitempty"` // not always given
	User     *User  `json:"-"`            // filled in by Includes.Join
}

// A Tag is a hashtag or cashtag, without its sign.
type Tag struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Tag   string `json:"tag"`
}

// An EntityAnnotation is a name that X recognised in a text. End is included.
type EntityAnnotation struct {
	Start          int     `json:"start"`
	End            int     `json:"end"`
	Probability    float64 `json:"probability"`
	Type           string  `json:"type"`
	NormalizedText string  `json:"normalized_text"`
}
