package instagramtest

import (
	"maps"
	"slices"
	"time"
)

// A Media is something that was published, as a test sees it.
type Media struct {
	ID, Owner, Container string
	Type, Product        string // as media_type and media_product_type have it
	Caption, AltText     string
	Permalink            string
	Created              time.Time
	Children             []Media
	Comments             []string // ids of the top-level comments that exist, oldest first
	Likes                []string // ids of accounts, sorted
	Tags                 []string // ids of accounts
	Collaborators        []string // ids of accounts
	Location             string
	Products             []string
	CommentsClosed       bool
	SharedToFeed         bool
	AIGenerated          bool
	PaidPartnership      bool
	Sponsors             []string
	Trial                string // graduation strategy of a trial reel
	AudioName, CoverURL  string
	ThumbOffset          int // milliseconds
	File                 File
}

// A File is what arrived for a media.
type File struct {
	URL           string // where it was fetched; "" if it was uploaded
	Size          int64
	SHA256        string // hexadecimal
	Width, Height int
	Duration      time.Duration
}

// A Container is a container as a test sees it.
type Container struct {
	ID, Account string
	Kind        string // such as "reel" or "carousel image"
	Caption     string
	Status      string // its status_code
	Created     time.Time
	Children    []string
	Published   []string // ids of media
	File        File
}

// A CommentView is a comment as a test sees it.
type CommentView struct {
	ID, Media, Author, Text string
	Parent                  string // the top-level comment; "" for one of these
	Created                 time.Time
	Replies                 []string // that exist, oldest first
	Likes                   []string // ids of accounts, sorted
	Hidden                  bool
}

// Published are the media of an account that exist, stories that have ended included, oldest first.
func (s *Server) Published(account string) []Media {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Media
	for _, m := range s.mustAccount(account).media {
		if !m.deleted {
			out = append(out, s.viewMedia(m))
		}
	}
	return out
}

// FindMedia returns a media, and false if it does not exist or was deleted.
func (s *Server) FindMedia(id string) (Media, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.media[id]
	if m == nil || m.deleted {
		return Media{}, false
	}
	return s.viewMedia(m), true
}

func (s *Server) viewMedia(m *media) Media {
	v := Media{
		ID: m.id, Owner: m.owner.id, Type: m.kind, Product: m.product, Caption: m.caption, AltText: m.alt, Permalink: m.permalink(),
		Created: m.created, Likes: peopleIDs(maps.Keys(m.likes)), Location: m.location, CommentsClosed: m.noComments,
		SharedToFeed: m.sharedToFeed, AIGenerated: m.aiGenerated, PaidPartnership: m.paid, Sponsors: m.sponsors, Trial: m.trial,
		AudioName: m.audio, CoverURL: m.cover, ThumbOffset: m.thumbOffset,
	}
	for _, child := range m.children {
		v.Children = append(v.Children, s.viewMedia(child))
	}
	for _, k := range live(m.comments) {
		v.Comments = append(v.Comments, k.id)
	}
	for _, t := range m.tags {
		v.Tags = append(v.Tags, t.person.id)
	}
	for _, c := range m.collaborators {
		v.Collaborators = append(v.Collaborators, c.person.id)
	}
	for _, p := range m.products {
		v.Products = append(v.Products, p.id)
	}
	if k := m.container; k != nil {
		v.Container, v.File = k.id, viewFile(k)
	}
	return v
}

func viewFile(k *container) File {
	return File{
		URL: k.source, Size: k.file.size, SHA256: k.file.sum, Width: k.file.width, Height: k.file.height, Duration: k.file.duration,
	}
}

func peopleIDs(people func(func(*account) bool)) []string {
	var out []string
	for a := range people {
		out = append(out, a.id)
	}
	slices.Sort(out)
	return out
}

// Containers are all containers of an account, oldest first.
func (s *Server) Containers(account string) []Container {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Container
	for _, k := range s.mustAccount(account).containers {
		out = append(out, s.viewContainer(k))
	}
	return out
}

func (s *Server) viewContainer(k *container) Container {
	v := Container{
		ID: k.id, Account: k.account.id, Kind: k.kind.String(), Caption: k.caption, Status: k.code(s.now()), Created: k.created,
		File: viewFile(k),
	}
	for _, child := range k.children {
		v.Children = append(v.Children, child.id)
	}
	for _, m := range k.published {
		v.Published = append(v.Published, m.id)
	}
	return v
}

// HoldContainer keeps a container IN_PROGRESS until [Server.FinishContainer] or [Server.FailContainer].
func (s *Server) HoldContainer(id string) {
	s.changeContainer(id, func(k *container) { k.held = true })
}

// FinishContainer ends the processing of a container now.
func (s *Server) FinishContainer(id string) {
	s.changeContainer(id, func(k *container) { k.held, k.polls, k.readyAt, k.waiting = false, 0, time.Time{}, false })
}

// FailContainer ends the processing of a container now with a subcode such as 2207026.
func (s *Server) FailContainer(id string, subcode int) {
	s.changeContainer(id, func(k *container) {
		k.held, k.polls, k.readyAt, k.waiting, k.failure = false, 0, time.Time{}, false, subcode
	})
}

func (s *Server) changeContainer(id string, change func(*container)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.containers[id]
	if k == nil {
		panic("instagramtest: no container " + id)
	}
	change(k)
}

// FindComment returns a comment, and false if it does not exist or was deleted.
func (s *Server) FindComment(id string) (CommentView, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.comments[id]
	if k == nil || k.deleted {
		return CommentView{}, false
	}
	v := CommentView{
		ID: k.id, Media: k.media.id, Author: k.author.id, Text: k.text, Created: k.created, Hidden: k.hidden, Likes: peopleIDs(maps.Keys(k.likes)),
	}
	if k.parent != nil {
		v.Parent = k.parent.id
	}
	for _, r := range live(k.replies) {
		v.Replies = append(v.Replies, r.id)
	}
	return v, true
}

// Blocked are the ids of the people whom an account has blocked, sorted.
func (s *Server) Blocked(account string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return peopleIDs(maps.Keys(s.mustAccount(account).blocked))
}
