package socialtest

import (
	"strconv"
	"sync"
	"time"

	"github.com/relais-go/relais/social"
)

// Network is a social network in memory, for tests of programs that use package social. Its clients
// implement every interface of that package, and act on one another: what one publishes, others can find,
// answer, like and hear of.
//
//	n := socialtest.NewNetwork("example", nil)
//	brand := n.Client("brand", nil)
//	fan := n.Client("fan", nil)
//	fan.Publish(ctx, &social.Draft{Text: "@brand are you open?"}) // brand hears of it
//
// It is safe for concurrent use, and keeps everything until it is garbage.
type Network struct {
	name string
	now  func() time.Time

	mu       sync.Mutex
	changed  chan struct{} // closed, and replaced, whenever a listener may have something to do
	accounts []*account
	items    []*item // in the order of their making
	reacts   []reaction
	faults   faults
	reads    int
	writes   int
}

// NetworkOptions adjusts a [Network]. The zero value is a good start.
type NetworkOptions struct {
	// Now is the network's clock: nil means [time.Now]. Posts that wait are published when it has reached
	// their time and somebody uses the network.
	Now func() time.Time
}

// NewNetwork returns an empty network of that name. opts may be nil.
func NewNetwork(name string, opts *NetworkOptions) *Network {
	n := &Network{name: name, now: time.Now, changed: make(chan struct{})}
	if opts != nil && opts.Now != nil {
		n.now = opts.Now
	}
	return n
}

// Client returns a client for the account with that handle, which is made if it does not exist. opts may be
// nil; ExpectAccount, DryRun, Retries, RetryWait and Logger are honoured, the others have no meaning here.
func (n *Network) Client(handle string, opts *social.Options) *Client {
	c := &Client{n: n}
	if opts != nil {
		c.opts = *opts
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	c.me = n.accountNamed(handle)
	if c.me == nil {
		c.me = n.newAccount(handle)
	}
	return c
}

// Measure sets metrics of a post that the network does not count by itself, such as impressions. They
// replace what was set before.
func (n *Network) Measure(post social.Ref, m social.Metrics) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if it := n.find(post); it != nil {
		it.measured = m
	}
}

// Traffic counts the requests that have arrived.
func (n *Network) Traffic() (reads, writes int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.reads, n.writes
}

// account is one member. All fields are guarded by Network.mu.
type account struct {
	id, handle, name, bio   string
	website, avatar, banner string
	fields                  []social.ProfileField
	private                 bool
	joined                  time.Time

	inbox     []*social.Event
	following map[*account]time.Time
	requests  map[*account]bool // who asks to follow
	banned    map[*account]bool
	muted     map[*account]bool
}

func (n *Network) newAccount(handle string) *account {
	a := &account{
		id: "u" + strconv.Itoa(len(n.accounts)+1), handle: handle, name: handle, joined: n.now(),
		following: map[*account]time.Time{}, requests: map[*account]bool{},
		banned: map[*account]bool{}, muted: map[*account]bool{},
	}
	n.accounts = append(n.accounts, a)
	return a
}

func (n *Network) accountNamed(handle string) *account {
	for _, a := range n.accounts {
		if a.handle == handle {
			return a
		}
	}
	return nil
}

func (n *Network) accountOf(ref social.Ref) *account {
	for _, a := range n.accounts {
		if ref.Kind == social.RefAccount && a.id == ref.ID {
			return a
		}
	}
	return nil
}

func (n *Network) followers(of *account) int {
	count := 0
	for _, a := range n.accounts {
		if _, ok := a.following[of]; ok {
			count++
		}
	}
	return count
}

// accountRef names an account.
func (n *Network) accountRef(a *account) social.Ref {
	return social.Ref{Network: n.name, Kind: social.RefAccount, ID: a.id, URL: n.address(a.handle)}
}

// address is where a person would see something, on a host that does not exist.
func (n *Network) address(path string) string { return "https://" + n.name + ".invalid/" + path }

// show is an account as clients see it.
func (n *Network) show(a *account) social.Account {
	return social.Account{
		Ref: n.accountRef(a), Handle: a.handle, Name: a.name, Avatar: a.avatar, Bio: a.bio, Private: a.private,
		Metrics: social.Metrics{
			social.MetricFollowers: float64(n.followers(a)),
			social.MetricFollowing: float64(len(a.following)),
			social.MetricPosts:     float64(n.postsBy(a)),
		},
	}
}

// wake lets listeners look again.
func (n *Network) wake() {
	close(n.changed)
	n.changed = make(chan struct{})
}
