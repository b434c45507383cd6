package mastodontest

import (
	"slices"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/simulator"
)

// world is the state of a server.
type world struct {
	ids           ids
	accounts      map[string]*account
	byAcct        map[string]*account // key in lower case, "user" or "user@domain"
	people        []*account          // oldest first
	statuses      []*status           // sorted by id, boosts included
	byID          map[string]*status
	media         map[string]*media
	polls         map[string]*poll
	byKey         map[string]*keyed // author id and Idempotency-Key
	reports       []*report
	tags          map[string]*tag
	filters       map[string]*filter
	lists         map[string]*list
	trending      trends
	pushes        map[string]*pushSubscription // by token
	domains       []*adminDomainBlock
	tables        map[string][]*adminRow
	announcements []*announcement
	refreshes     map[string]*refresh // by the id of the post
	consents      string              // id of the account that agrees to authorizations
	restored      int                 // answers of the home timeline that were 206
	streams       StreamFaults
}

func newWorld(ulids bool) world {
	return world{
		ids:      ids{ulid: ulids, serial: map[string]int64{}},
		accounts: map[string]*account{}, byAcct: map[string]*account{}, byID: map[string]*status{},
		media: map[string]*media{}, polls: map[string]*poll{}, byKey: map[string]*keyed{},
		tags: map[string]*tag{}, filters: map[string]*filter{}, lists: map[string]*list{},
		pushes: map[string]*pushSubscription{}, tables: map[string][]*adminRow{}, refreshes: map[string]*refresh{},
	}
}

type account struct {
	id, username, domain string // domain "" is the server's own
	displayName, note    string
	fields               []field
	avatar, header       *upload
	avatarDescription    string
	headerDescription    string
	locked, bot          bool
	discoverable         bool
	indexable            bool
	hideCollections      bool
	showMedia            bool
	showMediaReplies     bool
	showFeatured         bool
	attribution          []string
	privacy, language    string
	quotePolicy          string
	sensitive            bool
	created              time.Time
	email                string
	admin, pending       bool
	disabled, silenced   bool
	suspended, forced    bool // forced: media are marked as sensitive

	statuses      []*status // sorted by id, boosts included
	pinned        []*status // oldest pin first
	notifications []*notification
	policy        policy
	following     map[string]*relation // by the id of the other account
	followees     []*relation
	followers     []*relation
	requests      []*relation // that wait for this account's decision
	blocks        []*relation
	mutes         []*relation
	endorsed      []*relation
	notes         map[string]string
	favourites    []*mark
	bookmarks     []*mark
	mutedThreads  map[*thread]bool
	dismissed     map[*account]bool // suggestions
	conversations []*conversation
	scheduled     []*scheduled
	domainBlocks  []*domainBlock
	featured      []*featuredTag
	followedTags  []*followedTag
	markers       map[string]*marker
}

type field struct {
	name, value string
	verified    time.Time
}

// acct is the handle as this server writes it.
func (a *account) acct() string {
	if a.domain == "" {
		return a.username
	}
	return a.username + "@" + a.domain
}

func (a *account) local() bool { return a.domain == "" }

// A relation is a directed tie between two accounts: follow, request, block, mute or endorsement.
type relation struct {
	id            string
	from, to      *account
	at, expires   time.Time
	reblogs       bool
	notify        bool
	languages     []string
	notifications bool // of a mute: hides notifications too
}

func relationID(r *relation) string { return r.id }

func findRelation(list []*relation, from, to *account) *relation {
	for _, r := range list {
		if r.from == from && r.to == to {
			return r
		}
	}
	return nil
}

func without[T comparable](list []T, gone T) []T {
	if i := slices.Index(list, gone); i >= 0 {
		return slices.Delete(slices.Clone(list), i, i+1)
	}
	return list
}

func (a *account) follows(b *account) bool { return a != nil && a.following[b.id] != nil }

func (a *account) hasBlocked(b *account) bool {
	return a != nil && (findRelation(a.blocks, a, b) != nil || b.domain != "" && a.blocksDomain(b.domain))
}

func (a *account) blocksDomain(domain string) bool {
	return slices.ContainsFunc(a.domainBlocks, func(d *domainBlock) bool { return strings.EqualFold(d.domain, domain) })
}

func (a *account) mute(b *account, now time.Time) *relation {
	if a == nil {
		return nil
	}
	m := findRelation(a.mutes, a, b)
	if m != nil && !m.expires.IsZero() && !now.Before(m.expires) {
		a.mutes = without(a.mutes, m)
		return nil
	}
	return m
}

// A thread is what hangs together by replies.
type thread struct{ root *status }

type status struct {
	id            string
	author        *account
	created       time.Time
	edited        time.Time
	text, spoiler string
	visibility    string
	language      string
	sensitive     bool
	content       string
	mentions      []*account
	tags          []string
	media         []*media
	poll          *poll
	replyTo       *status
	replies       []*status
	thread        *thread
	reblogOf      *status
	reblogs       []*status // the boosts of this post
	favourites    []*mark
	quoted        *status
	quoteState    string
	quotes        []*status
	quotePolicy   string
	app           *simulator.App
	history       []*revision
	key           string // the Idempotency-Key it was made with
	fromSchedule  string
	deleted       bool
}

func statusID(s *status) string { return s.id }

// A revision is what a post looked like before an edit.
type revision struct {
	at                     time.Time
	text, content, spoiler string
	sensitive              bool
	media                  []object
	poll                   []string
}

// A mark is a favourite or a bookmark.
type mark struct {
	id      string
	account *account
	status  *status
}

func markID(m *mark) string { return m.id }

func findMark(list []*mark, a *account) *mark {
	for _, m := range list {
		if m.account == a {
			return m
		}
	}
	return nil
}

// keyed remembers what an Idempotency-Key made.
type keyed struct {
	status    *status
	scheduled *scheduled
	expires   time.Time
}

// now is the time on the server's clock, in the precision that is shown.
func (s *Server) now() time.Time { return s.clock.Now().UTC().Truncate(time.Millisecond) }

const timeLayout = "2006-01-02T15:04:05.000Z"

func stamp(t time.Time) string { return t.UTC().Format(timeLayout) }

// stampOrNull is null for the zero time.
func stampOrNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return stamp(t)
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// addStatus stores a post in all indexes. A backdated one is put where its id belongs.
func (w *world) addStatus(st *status) {
	w.statuses = insertByID(w.statuses, st)
	w.byID[st.id] = st
	st.author.statuses = insertByID(st.author.statuses, st)
}

func insertByID(list []*status, st *status) []*status {
	i := searchID(list, statusID, st.id)
	return slices.Insert(list, i, st)
}

// dropStatus removes a post from all lists of posts.
func (w *world) dropStatus(st *status) {
	remove := func(list []*status) []*status {
		i := searchID(list, statusID, st.id)
		if i < len(list) && list[i] == st {
			return slices.Delete(list, i, i+1)
		}
		return list
	}
	w.statuses = remove(w.statuses)
	st.author.statuses = remove(st.author.statuses)
	delete(w.byID, st.id)
	st.deleted = true
}
