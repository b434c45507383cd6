package linkedin

// Limits are what LinkedIn takes, as data to check against before sending. LinkedIn has the last word.
type Limits struct {
	MaxText     int // characters of a post, as people read it
	MaxComment  int // characters
	MaxTitle    int // characters of an article's or document's title
	MaxAltText  int // characters
	MaxQuestion int // characters of a poll's question
	MaxOption   int // characters of an option
	MaxOptions  int // of a poll
	MaxImages   int // of a post
	MaxPixels   int // of an image

	Image    FileLimit
	Video    FileLimit
	Document FileLimit
}

// A FileLimit bounds a file.
type FileLimit struct {
	Types    []string // MIME types
	MinBytes int64
	MaxBytes int64 // 0: not known
}
