package xtest

import (
	"slices"
	"time"
)

// world is what the network knows.
type world struct {
	ids       ids
	links     int // of the shortener
	people    []*user
	users     map[uint64]*user
	byName    map[string]*user // lower case
	posts     map[uint64]*post
	order     []*post // oldest first, reposts included
	media     map[uint64]*media
	mediaKeys map[string]*media
	convs     map[string]*conversation
	messages  []*message // oldest first
	lists     map[uint64]*list
	articles  map[uint64]*article
	rules     map[*app][]*rule
	subs      []*subscription
	hooks     []*webhook
	history   []*delivery // activity events, oldest first
	pages     int         // handed out, for traps
	faults    StreamFaults
	authState
	ledger ledger
}

func newWorld(credit Money) world {
	return world{
		users: map[uint64]*user{}, byName: map[string]*user{}, posts: map[uint64]*post{},
		media: map[uint64]*media{}, mediaKeys: map[string]*media{}, convs: map[string]*conversation{},
		lists: map[uint64]*list{}, articles: map[uint64]*article{}, rules: map[*app][]*rule{},
		authState: newAuthState(), ledger: newLedger(credit),
	}
}

// user is an account.
type user struct {
	Profile
	id         uint64
	username   string
	created    time.Time
	posts      []*post // oldest first
	mentions   []*post
	likes      []*mark
	bookmarks  []*mark
	folders    []*folder
	following  []*edge // of which this user is the source
	followers  []*edge
	muting     []*edge
	blocking   []*edge
	dmBlocked  map[*user]bool
	lists      []*list
	follows    []*mark // of lists
	pinned     []*mark
	pinnedTo   *post
	extra      Audience
	postCount  int // posts that still exist
	mediaCount int
	listed     int // lists with this account as a member
}

func (u *user) idText() string { return idText(u.id) }

// mark is something that somebody did to a post or list.
type mark struct {
	seq  uint64
	at   time.Time
	user *user
	post *post
	list *list
}

// edge leads from one account to another.
type edge struct {
	seq            uint64
	at             time.Time
	source, target *user
}

type folder struct {
	id    uint64
	name  string
	marks []*mark
}

// post is a post, a reply, a quote or a repost.
type post struct {
	id           uint64
	author       *user
	created      time.Time
	typed        string  // as it was written
	full         string  // with the mentions that a reply begins with
	implicit     []*user // these mentions
	wire         wireText
	note         *wireText // the whole of a long post
	words        []string  // for search
	replyTo      *post
	replyGone    uint64 // id of a deleted post that this one answers
	quote        *post
	quotesByLink bool // the text has the link already
	repostOf     *post
	conversation uint64
	media        []*media
	tagged       []string
	poll         *poll
	chain        *editChain
	article      *article

	settings       string
	lang           string
	community      string
	place          string
	source         string
	card, deepLink string
	sensitive      bool
	paid, ai       bool
	nullcast       bool
	superFollowers bool

	hidden, deleted bool
	likes           []*mark
	reposts         []*post
	quotes          []*post
	replies         []*post
	bookmarks       int
	metrics         []sample
}

func (p *post) idText() string { return idText(p.id) }

// editChain is a post with all its versions, oldest first.
type editChain struct {
	versions []*post
	first    time.Time
}

func (p *post) latest() *post { return p.chain.versions[len(p.chain.versions)-1] }

type poll struct {
	id      uint64
	options []string
	votes   []int
	minutes int
	ends    time.Time
}

func live(posts []*post) []*post {
	var out []*post
	for _, p := range posts {
		if !p.deleted {
			out = append(out, p)
		}
	}
	return out
}

// newestFirst copies a list in reverse.
func newestFirst[T any](list []T) []T {
	out := make([]T, 0, len(list))
	for _, item := range slices.Backward(list) {
		out = append(out, item)
	}
	return out
}
