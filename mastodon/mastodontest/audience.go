package mastodontest

import (
	"fmt"
	"strings"
	"time"
)

// An Account is a handle on an account of the server. It does not change.
type Account struct {
	ID       string
	Username string
	Acct     string // "user", or "user@domain" for an account of another server
	URL      string
}

// CreateAccount makes an account. The handle is "user" for one of this server and "user@domain" for one of
// another, whose posts and actions this server then knows. The first account of this server is the one
// that consents to OAuth authorizations until [Server.ConsentAs] names another.
func (s *Server) CreateAccount(handle string) *Account {
	s.mu.Lock()
	defer s.mu.Unlock()
	user, domain, _ := strings.Cut(strings.TrimPrefix(handle, "@"), "@")
	if user == "" || s.resolve(user, domain) != nil {
		panic(fmt.Sprintf("mastodontest: account %q is empty or exists", handle))
	}
	a := s.newAccount(handle)
	return &Account{ID: a.id, Username: a.username, Acct: a.acct(), URL: s.accountURL(a)}
}

func (s *Server) must(a *Account) *account {
	if a == nil || s.accounts[a.ID] == nil {
		panic("mastodontest: no such account")
	}
	return s.accounts[a.ID]
}

func (s *Server) mustStatus(id string) *status {
	st := s.byID[id]
	if st == nil {
		panic(fmt.Sprintf("mastodontest: no such status %q", id))
	}
	return st
}

// with runs do with the state locked and the account found.
func (s *Server) with(a *Account, do func(*account)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do(s.must(a))
}

// Token returns an access token of an account with these scopes, or with read, write, follow, push and
// profile if none are named.
func (s *Server) Token(a *Account, scopes ...string) string {
	s.with(a, func(*account) {})
	if len(scopes) == 0 {
		scopes = []string{"profile", "read", "write", "follow", "push"}
	}
	return s.oauth.Issue(a.ID, scopes...).Value
}

// ExpireToken makes a token invalid from now on.
func (s *Server) ExpireToken(token string) {
	s.oauth.Expire(token)
	s.endRevokedStreams()
}

// RevokeToken revokes a token and ends its streams, as a person does who disconnects an app.
func (s *Server) RevokeToken(token string) {
	s.oauth.Withdraw(token)
	s.endRevokedStreams()
}

// ConsentAs names the account that agrees to OAuth authorizations; nil refuses them.
func (s *Server) ConsentAs(a *Account) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.consents = ""
	if a != nil {
		s.consents = s.must(a).id
	}
}

// AccountState changes what a person or a moderator can change about an account.
type AccountState struct {
	Locked          bool // follows need approval
	Admin           bool // has the role of an owner
	Pending         bool // waits for approval of its sign-up
	Disabled        bool // cannot log in
	Silenced        bool // is limited
	Suspended       bool
	HideCollections bool // keeps followers and following to itself
	NotIndexable    bool // is not found by full text search
	Bot             bool
	Privacy         string // default visibility of posts; "" is public
	Created         time.Time
}

// SetAccount replaces the state of an account.
func (s *Server) SetAccount(a *Account, state AccountState) {
	s.with(a, func(who *account) {
		who.locked, who.admin, who.pending, who.disabled = state.Locked, state.Admin, state.Pending, state.Disabled
		who.silenced, who.suspended, who.hideCollections = state.Silenced, state.Suspended, state.HideCollections
		who.indexable, who.bot, who.privacy = !state.NotIndexable, state.Bot, orElse(state.Privacy, visibilityPublic)
		if !state.Created.IsZero() {
			who.created = state.Created.UTC()
		}
	})
}

// PostOptions of [Server.Post].
type PostOptions struct {
	Visibility string // "" is the account's default
	Spoiler    string
	Language   string
	Sensitive  bool
	ReplyTo    string    // id of a post
	Quote      string    // id of a post
	Poll       []string  // options of a poll that is open for a day
	At         time.Time // when it was posted, if in the past: nobody is told of such a post
}

// Post lets an account post. People whom the text mentions are notified, and streams deliver the post. It
// panics if the server would refuse the post.
func (s *Server) Post(by *Account, text string, opts *PostOptions) Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	if opts == nil {
		opts = &PostOptions{}
	}
	d := &draft{
		author: s.must(by), text: text, spoiler: opts.Spoiler, visibility: opts.Visibility, language: opts.Language,
		at: opts.At,
	}
	if opts.Sensitive {
		d.sensitive = &opts.Sensitive
	}
	if opts.ReplyTo != "" {
		d.replyTo = s.mustStatus(opts.ReplyTo)
	}
	if opts.Quote != "" {
		d.quoted = s.mustStatus(opts.Quote)
	}
	if len(opts.Poll) > 0 {
		d.poll = &pollDraft{options: opts.Poll, expiresIn: 24 * time.Hour}
	}
	st, err := s.publish(d)
	if err != nil {
		panic("mastodontest: post refused: " + err.Error())
	}
	return s.view(st)
}

// Reply lets an account answer a post, in public, mentioning its author.
func (s *Server) Reply(by *Account, statusID, text string) Status {
	s.mu.Lock()
	handle := "@" + s.mustStatus(statusID).author.acct()
	s.mu.Unlock()
	return s.Post(by, handle+" "+text, &PostOptions{ReplyTo: statusID})
}

// Message lets an account send a direct message to others. As on a real server, the notification of a
// receiver who does not follow the sender is held back as a request, unless the policy says otherwise.
func (s *Server) Message(by *Account, text string, to ...*Account) Status {
	words := []string{}
	for _, a := range to {
		words = append(words, "@"+a.Acct)
	}
	return s.Post(by, strings.Join(append(words, text), " "), &PostOptions{Visibility: visibilityDirect})
}

// Edit lets an account change the text of its post.
func (s *Server) Edit(statusID, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.mustStatus(statusID)
	before := s.revision(st)
	st.text = text
	s.finishEdit(st, before)
}

// Delete deletes a post.
func (s *Server) Delete(statusID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.removeStatus(s.mustStatus(statusID))
}

// Favourite lets an account favourite a post.
func (s *Server) Favourite(by *Account, statusID string) {
	s.with(by, func(who *account) { s.favourite(who, s.mustStatus(statusID)) })
}

// Boost lets an account share a post and returns the id of the boost.
func (s *Server) Boost(by *Account, statusID string) string {
	var id string
	s.with(by, func(who *account) { id = s.boost(who, s.mustStatus(statusID), "").id })
	return id
}

// Vote lets an account vote in the poll of a post.
func (s *Server) Vote(by *Account, statusID string, choices ...int) {
	s.with(by, func(who *account) {
		if err := s.vote(who, s.mustStatus(statusID).poll, choices); err != nil {
			panic("mastodontest: vote refused: " + err.Error())
		}
	})
}

// Follow lets an account follow another, or ask for it if that one is locked.
func (s *Server) Follow(by, who *Account) {
	s.with(by, func(from *account) { s.follow(from, s.must(who)) })
}

// Unfollow ends a follow.
func (s *Server) Unfollow(by, who *Account) {
	s.with(by, func(from *account) { unfollow(from, s.must(who)) })
}

// Block lets an account block another.
func (s *Server) Block(by, who *Account) {
	s.with(by, func(from *account) { s.block(from, s.must(who)) })
}

// Notify delivers a notification of any type, unknown ones included, and returns its id. The post may be
// "".
func (s *Server) Notify(to *Account, kind string, from *Account, statusID string) string {
	var id string
	s.with(to, func(who *account) {
		n := &notification{kind: kind, from: s.must(from)}
		if statusID != "" {
			n.status = s.mustStatus(statusID)
		}
		s.deliver(who, n)
		id = n.id
	})
	return id
}

// Announce sends an event of any name to the home streams of an account. An empty payload stands for
// none.
func (s *Server) Announce(to *Account, event, payload string) {
	s.with(to, func(who *account) { s.pushUser(who, event, payload) })
}

// AcceptQuote lets the author of a quoted post of another server accept the quote.
func (s *Server) AcceptQuote(statusID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.mustStatus(statusID)
	st.quoteState = quoteAccepted
	s.pushStatus("status.update", st)
}

// SetTrends makes hashtags, posts and links trend, most popular first.
func (s *Server) SetTrends(tags, statusIDs, links []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.trending = trends{tags: tags, links: links}
	for _, id := range statusIDs {
		s.trending.statuses = append(s.trending.statuses, s.mustStatus(id))
	}
}

// PublishDue publishes the scheduled posts whose time has come on the server's clock and ends polls. Every
// request does that too.
func (s *Server) PublishDue() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.publishDue()
}
