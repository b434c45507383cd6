package mastodontest

import "time"

// A Status is a post as the server holds it, for tests to look at.
type Status struct {
	ID             string
	URL            string
	Author         string // acct
	Text           string // as it was submitted
	Content        string // HTML
	Spoiler        string
	Visibility     string
	Language       string
	Sensitive      bool
	Created        time.Time
	Edited         time.Time // zero: never
	Edits          int
	ReplyTo        string // id
	BoostOf        string // id
	Quoted         string // id
	QuoteState     string
	QuotePolicy    string
	Media          []Media
	Poll           *Poll
	Mentions       []string // accts
	Tags           []string
	Favourites     int
	Boosts         int
	Replies        int
	IdempotencyKey string // with which it was made
	ScheduledID    string // of the scheduled post that it was
}

// Media is an attachment as the server holds it. Of the file only the size and the hash are kept, and its
// first 64 KiB.
type Media struct {
	ID          string
	Kind        string // image, video, audio
	Name        string // file name of the upload
	ContentType string
	Size        int64
	SHA256      string // hexadecimal
	Head        []byte
	Description string
	FocusX      float64
	FocusY      float64
	Thumbnail   bool // a thumbnail was uploaded with it
}

// A Poll is the poll of a post.
type Poll struct {
	ID         string
	Options    []string
	Votes      []int
	Expires    time.Time
	Multiple   bool
	HideTotals bool
}

// A Scheduled is a post that waits for its time.
type Scheduled struct {
	ID             string
	At             time.Time
	Text           string
	IdempotencyKey string
}

// A Notification is an entry of an account's list of notifications.
type Notification struct {
	ID       string
	Type     string
	From     string // acct
	Status   string // id; may be empty
	Created  time.Time
	Filtered bool
}

// A Report is a complaint about an account.
type Report struct {
	ID, By, Target    string // accts
	Statuses          []string
	Comment, Category string
	Rules             []string
	Forwarded         bool
}

func (s *Server) view(st *status) Status {
	v := Status{
		ID: st.id, URL: s.statusURL(st), Author: st.author.acct(), Text: st.text, Content: st.content, Spoiler: st.spoiler,
		Visibility: st.visibility, Language: st.language, Sensitive: st.sensitive, Created: st.created, Edited: st.edited,
		Edits: len(st.history), QuoteState: st.quoteState, QuotePolicy: st.quotePolicy,
		Tags: append([]string(nil), st.tags...), Favourites: len(st.favourites), Boosts: len(st.reblogs),
		Replies: liveCount(st.replies), IdempotencyKey: st.key, ScheduledID: st.fromSchedule,
	}
	if st.replyTo != nil {
		v.ReplyTo = st.replyTo.id
	}
	if st.reblogOf != nil {
		v.BoostOf = st.reblogOf.id
	}
	if st.quoted != nil {
		v.Quoted = st.quoted.id
	}
	for _, a := range st.mentions {
		v.Mentions = append(v.Mentions, a.acct())
	}
	for _, m := range st.media {
		v.Media = append(v.Media, m.view())
	}
	if p := st.poll; p != nil {
		v.Poll = &Poll{ID: p.id, Options: p.titles(), Expires: p.expires, Multiple: p.multiple, HideTotals: p.hideTotals}
		for _, o := range p.options {
			v.Poll.Votes = append(v.Poll.Votes, o.votes)
		}
	}
	return v
}

func (m *media) view() Media {
	return Media{
		ID: m.id, Kind: m.kind, Name: m.file.name, ContentType: m.file.contentType, Size: m.file.size,
		SHA256: m.file.sum, Head: append([]byte(nil), m.file.head...), Description: m.description,
		FocusX: m.x, FocusY: m.y, Thumbnail: m.thumbnail != nil,
	}
}

// Statuses lists what an account has posted, boosts included, oldest first.
func (s *Server) Statuses(a *Account) []Status {
	var out []Status
	s.with(a, func(who *account) {
		for _, st := range who.statuses {
			out = append(out, s.view(st))
		}
	})
	return out
}

// Status returns a post, and false if there is none or it was deleted.
func (s *Server) Status(id string) (Status, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.byID[id]
	if st == nil {
		return Status{}, false
	}
	return s.view(st), true
}

// Uploads lists the attachments that an account has uploaded and that no post has taken, oldest first.
func (s *Server) Uploads(a *Account) []Media {
	var rows []*media
	var out []Media
	s.with(a, func(who *account) {
		for _, m := range s.media {
			if m.owner == who && !m.used() {
				rows = append(rows, m)
			}
		}
		sortByID(rows, func(m *media) string { return m.id })
		for _, m := range rows {
			out = append(out, m.view())
		}
	})
	return out
}

// Scheduled lists the posts of an account that wait for their time, in the order of their creation.
func (s *Server) Scheduled(a *Account) []Scheduled {
	var out []Scheduled
	s.with(a, func(who *account) {
		for _, sc := range who.scheduled {
			out = append(out, Scheduled{ID: sc.id, At: sc.at, Text: sc.draft.text, IdempotencyKey: sc.key})
		}
	})
	return out
}

// Notifications lists the notifications of an account, oldest first.
func (s *Server) Notifications(a *Account) []Notification {
	var out []Notification
	s.with(a, func(who *account) {
		for _, n := range who.notifications {
			v := Notification{ID: n.id, Type: n.kind, From: n.from.acct(), Created: n.at, Filtered: n.filtered}
			if n.status != nil {
				v.Status = n.status.id
			}
			out = append(out, v)
		}
	})
	return out
}

// Reports lists all reports, oldest first.
func (s *Server) Reports() []Report {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Report
	for _, r := range s.reports {
		out = append(out, Report{
			ID: r.id, By: r.by.acct(), Target: r.target.acct(), Statuses: r.statusIDs(), Comment: r.comment,
			Category: r.category, Rules: append([]string(nil), r.rules...), Forwarded: r.forwarded,
		})
	}
	return out
}

// Followers lists the accts of an account's followers, oldest follow first.
func (s *Server) Followers(a *Account) []string {
	var out []string
	s.with(a, func(who *account) {
		for _, f := range who.followers {
			out = append(out, f.from.acct())
		}
	})
	return out
}
