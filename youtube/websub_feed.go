package youtube

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/scalar"
)

// FeedEntry is what the hub says of a video: it is new, has another title or description, or is gone.
// See https://developers.google.com/youtube/v3/guides/push_notifications.
type FeedEntry struct {
	VideoID   ID
	ChannelID ID
	Title     string
	URL       string
	Author    string // name of the channel
	AuthorURL string
	Published time.Time // zero of deletions
	Updated   time.Time // of deletions: when it was deleted
	Deleted   bool      // or made private
}

// newFor is for how long after its publication a notification still means that a video is new.
const newFor = 30 * time.Minute

// edited reports that the video is not new, but changed.
func (f *FeedEntry) edited() bool { return !f.Deleted && f.Updated.Sub(f.Published) > newFor }

// key tells repeats: they are usual.
func (f *FeedEntry) key() string {
	kind := "entry "
	if f.Deleted {
		kind = "deleted "
	}
	return kind + string(f.VideoID) + " " + f.Updated.UTC().Format(time.RFC3339Nano)
}

// atomFeed is a notification as it comes. Names are taken whatever their name space is, since those of YouTube have
// changed before.
type atomFeed struct {
	XMLName xml.Name      `xml:"feed"`
	Entries []atomEntry   `xml:"entry"`
	Deleted []atomDeleted `xml:"deleted-entry"`
}

type atomEntry struct {
	ID        string     `xml:"id"`
	VideoID   string     `xml:"videoId"`
	ChannelID string     `xml:"channelId"`
	Title     string     `xml:"title"`
	Links     []atomLink `xml:"link"`
	Author    atomAuthor `xml:"author"`
	Published string     `xml:"published"`
	Updated   string     `xml:"updated"`
}

type atomDeleted struct {
	Ref  string     `xml:"ref,attr"`
	When string     `xml:"when,attr"`
	Link []atomLink `xml:"link"`
	By   atomAuthor `xml:"by"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

type atomAuthor struct {
	Name string `xml:"name"`
	URI  string `xml:"uri"`
}

// videoIDPrefix is what the IDs of entries begin with.
const videoIDPrefix = "yt:video:"

// errNotFeed is the error for a body that is not Atom.
var errNotFeed = errors.New("the body is no feed")

// ParseFeed reads a notification of the hub, or the public feed of a channel. Entries that name no video are left out.
func ParseFeed(body []byte) ([]*FeedEntry, error) {
	var feed atomFeed
	d := xml.NewDecoder(bytes.NewReader(body))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // it is UTF-8 whatever it says
	if err := d.Decode(&feed); err != nil {
		return nil, errors.Join(errNotFeed, err)
	}
	var all []*FeedEntry
	for i := range feed.Entries {
		if e := feed.Entries[i].entry(); e.VideoID != "" {
			all = append(all, e)
		}
	}
	for i := range feed.Deleted {
		if e := feed.Deleted[i].entry(); e.VideoID != "" {
			all = append(all, e)
		}
	}
	return all, nil
}

func (a *atomEntry) entry() *FeedEntry {
	e := &FeedEntry{
		VideoID: idIn(a.VideoID), ChannelID: idIn(a.ChannelID), Title: clean(a.Title), URL: hrefOf(a.Links),
		Author: clean(a.Author.Name), AuthorURL: clean(a.Author.URI), Published: moment(a.Published), Updated: moment(a.Updated),
	}
	if e.VideoID == "" {
		e.VideoID = videoOf(a.ID)
	}
	if e.ChannelID == "" {
		e.ChannelID = channelOf(e.AuthorURL)
	}
	return e
}

func (a *atomDeleted) entry() *FeedEntry {
	e := &FeedEntry{
		VideoID: videoOf(a.Ref), URL: hrefOf(a.Link), Author: clean(a.By.Name), AuthorURL: clean(a.By.URI), Updated: moment(a.When), Deleted: true,
	}
	e.ChannelID = channelOf(e.AuthorURL)
	return e
}

// videoOf is the video that the ID of an entry names, "" if none.
func videoOf(id string) ID {
	video, ok := strings.CutPrefix(clean(id), videoIDPrefix)
	if !ok {
		return ""
	}
	return idIn(video)
}

// channelOf is the channel in the address of its page, "" if there is none.
func channelOf(page string) ID {
	_, rest, ok := strings.Cut(page, "/channel/")
	if !ok {
		return ""
	}
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		rest = rest[:end]
	}
	return idIn(rest)
}

func hrefOf(links []atomLink) string {
	for _, l := range links {
		if l.Rel == "alternate" || l.Rel == "" {
			return clean(l.Href)
		}
	}
	return ""
}

func clean(s string) string { return strings.TrimSpace(strings.ToValidUTF8(s, "")) }

// idIn is an ID as YouTube makes them, "" for anything else.
func idIn(s string) ID {
	s = clean(s)
	odd := func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
	}
	if strings.ContainsFunc(s, odd) {
		return ""
	}
	return ID(s)
}

func moment(s string) time.Time {
	at, _ := scalar.Time([]byte(`"` + clean(s) + `"`)) // zero if it cannot be read
	return at
}
