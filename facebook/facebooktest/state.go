package facebooktest

import (
	"maps"
	"slices"
	"time"
)

// A Post is a post as a test sees it.
type Post struct {
	ID, Page    string
	Author      string // name of the page or person
	ByPage      bool   // the page itself is the author
	App         string // id of the app that made it; "" for people
	Message     string
	Link        string
	Created     time.Time
	Published   bool
	PublishAt   time.Time // zero if it was not scheduled
	Unpublished string    // unpublished_content_type
	Hidden      bool
	Pinned      bool
	Backdated   time.Time
	Place       string
	Tags        []string
	Targeting   map[string]any
	Photos      []string       // ids
	Video       string         // id
	Story       bool           // a photo or video story, which lists leave out
	Reactions   map[string]int // by kind
	Comments    int            // of all levels
	Shares      int
}

func (s *Server) postView(p *post) Post {
	out := Post{
		ID: p.id, Page: p.wall.id, Author: p.author.name(), ByPage: p.author.page == p.wall, Message: p.message, Link: p.link, Created: p.created,
		Published: p.published, PublishAt: p.publishAt, Unpublished: p.unpublished, Hidden: p.hidden, Pinned: p.pinned, Backdated: p.backdated,
		Place: p.place, Tags: slices.Clone(p.tags), Targeting: p.targeting, Story: p.isStory(), Reactions: map[string]int{}, Comments: len(p.comments),
		Shares: len(p.shares),
	}
	if p.app != nil {
		out.App = p.app.ID
	}
	for _, ph := range p.photos {
		out.Photos = append(out.Photos, ph.id)
	}
	if p.video != nil {
		out.Video = p.video.id
	}
	for _, r := range p.reactions {
		out.Reactions[r.kind]++
	}
	return out
}

// Posts are all posts of a page's feed, oldest first: published or not, those of visitors and stories too.
func (s *Server) Posts(page string) []Post {
	defer s.lock()()
	var out []Post
	for _, p := range s.mustPage(page).posts {
		out = append(out, s.postView(p))
	}
	return out
}

// FindPost returns a post, and false if it does not exist or was deleted.
func (s *Server) FindPost(id string) (Post, bool) {
	defer s.lock()()
	if st, ok := find[*story](s, id); ok {
		return s.postView(st.post), true
	}
	p, ok := find[*post](s, id)
	if !ok {
		return Post{}, false
	}
	return s.postView(p), true
}

// A Comment is a comment as a test sees it.
type Comment struct {
	ID      string
	Parent  string // id of the comment that it answers
	Author  string // name
	ByPage  bool
	Message string
	Created time.Time
	Hidden  bool
	Likes   int
	// Attachment is the address of what comes with it.
	Attachment string
	Replied    bool // by a private message
}

// Comments are all comments on an object, oldest first, answers included.
func (s *Server) Comments(object string) []Comment {
	defer s.lock()()
	t := s.talkOf(object)
	var of *comment
	if c, ok := find[*comment](s, object); ok {
		t, of = c.on, c
	}
	var out []Comment
	for _, c := range t.comments {
		if of == nil || c.parent == of {
			out = append(out, s.commentView(c))
		}
	}
	return out
}

func (s *Server) commentView(c *comment) Comment {
	out := Comment{
		ID: c.id, Author: c.author.name(), ByPage: c.author.page == c.on.page, Message: c.message, Created: c.created, Hidden: c.hidden,
		Likes: len(c.reactions), Replied: c.replied,
	}
	if c.parent != nil {
		out.Parent = c.parent.id
	}
	out.Attachment, _ = c.attachment["url"].(string)
	return out
}

// A Photo is a photo as a test sees it.
type Photo struct {
	ID, Album string
	Caption   string
	AltText   string
	Size      int64
	SHA256    string // of its bytes, in hexadecimal
	URL       string // where it was fetched; "" if it was sent
	Published bool
	Temporary bool
	Post      string // id
}

// Photos are the photos of a page, oldest first.
func (s *Server) Photos(page string) []Photo {
	defer s.lock()()
	var out []Photo
	for _, ph := range s.mustPage(page).photos {
		v := Photo{
			ID: ph.id, Album: ph.album.name, Caption: ph.caption, AltText: ph.altText, Size: ph.file.Size, SHA256: ph.file.SHA256,
			URL: ph.file.URL, Published: ph.published, Temporary: ph.temporary,
		}
		if ph.post != nil {
			v.Post = ph.post.id
		}
		out = append(out, v)
	}
	return out
}

// A Video is a video, reel or video story as a test sees it, from the start of its upload on.
type Video struct {
	ID                 string
	Kind               string // "video", "reel" or "story"
	Title, Description string
	Size, Received     int64 // bytes
	// Hashes are the SHA-256 sums of the parts of the classic upload in their order, in hexadecimal; otherwise
	// there is one, of the whole.
	Hashes     []string
	URL        string // where it was fetched
	Handle     string // of the Resumable Upload API
	Finished   bool   // the upload was finished by a call
	Processed  bool
	Failed     string
	Published  bool
	PublishAt  time.Time
	Post       string // id
	Captions   []string
	Thumbnails int
}

func (s *Server) videoView(v *video) Video {
	out := Video{
		ID: v.id, Kind: []string{"video", "reel", "story"}[v.kind], Title: v.title, Description: v.description, Size: v.size, Received: v.size,
		Hashes: slices.Clone(v.hashes), URL: v.fileURL, Handle: v.handle, Finished: v.finished, Processed: v.processed, Failed: v.failed,
		PublishAt: v.draft.publishAt, Captions: sortedKeys(v.captions), Thumbnails: len(v.thumbnails),
	}
	if v.upload != nil {
		out.Size, out.Received = v.upload.Size, v.upload.Received
	}
	if v.chunks != nil {
		out.Size, out.Received = v.chunks.total, v.chunks.at
	}
	if v.post != nil {
		out.Post, out.Published = v.post.id, v.post.published && v.processed
	}
	return out
}

// Videos are the videos, reels and video stories of a page, oldest first.
func (s *Server) Videos(page string) []Video {
	defer s.lock()()
	var out []Video
	for _, v := range s.mustPage(page).videos {
		out = append(out, s.videoView(v))
	}
	return out
}

// A Message is a private message as a test sees it.
type Message struct {
	ID          string
	ByPage      bool
	App         string // id of the app that sent it
	Text        string
	Attachments []string // addresses
	Created     time.Time
	ReplyTo     string
	Tag         string
	Type        string // messaging_type
	Reactions   map[string]string
}

// Messages is the conversation of a page with a person, oldest first.
func (s *Server) Messages(page, person string) []Message {
	defer s.lock()()
	t := s.threadWith(s.mustPage(page), s.mustPerson(person))
	if t == nil {
		return nil
	}
	var out []Message
	for _, m := range t.messages {
		v := Message{
			ID: m.id, ByPage: m.from.page != nil, Text: m.text, Created: m.created, Tag: m.tag, Type: m.kind, Reactions: map[string]string{},
		}
		maps.Copy(v.Reactions, m.reactions)
		if m.app != nil {
			v.App = m.app.ID
		}
		if m.replyTo != nil {
			v.ReplyTo = m.replyTo.id
		}
		for _, a := range m.attachments {
			v.Attachments = append(v.Attachments, a.url)
		}
		out = append(out, v)
	}
	return out
}

// Conversation is the id of the conversation of a page with a person, "" if there is none.
func (s *Server) Conversation(page, person string) string {
	defer s.lock()()
	if t := s.threadWith(s.mustPage(page), s.mustPerson(person)); t != nil {
		return t.id
	}
	return ""
}

// Blocked are the handles of the people that a page has blocked.
func (s *Server) Blocked(page string) []string {
	defer s.lock()()
	var out []string
	for _, p := range s.mustPage(page).blocked {
		out = append(out, p.id)
	}
	return out
}

// Profile is what was set of a page, by field.
func (s *Server) Profile(page string) map[string]any {
	defer s.lock()()
	p := s.mustPage(page)
	out := map[string]any{"name": p.name, "picture": p.picture}
	maps.Copy(out, p.profile)
	return out
}
