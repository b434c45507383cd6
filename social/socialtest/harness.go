package socialtest

import (
	"time"

	"github.com/relais-go/relais/social"
)

// Harness is a client under test and the simulated world around it. The suites ask for a new one for each
// case, so that no case sees what another left.
//
// Client and Draft are required. A case that needs another hook which is nil is skipped, and says which.
// The hooks act at once and may be called from any goroutine; when the simulator fails them they end the
// test themselves.
//
// Configure the client with short pauses ([social.Options].RetryWait, RetryWaitMax and Settle), since the
// cases with lost answers wait for them.
type Harness struct {
	// Client is the client under test, logged in as Account.
	Client any

	// Fresh returns another client for the same account on the same server, as a new process would have
	// it: nothing that Client holds in memory is shared. change may be nil; otherwise it adjusts the
	// options that the client is made with.
	Fresh func(change func(*social.Options)) any

	// Account is whom Client acts for: at least Ref and Handle.
	Account social.Account

	// Draft returns a minimal draft that the network accepts. Its Text is different each time and comes
	// back unchanged in what people read.
	Draft func() *social.Draft

	// Rich returns a draft with as much as an edit could lose: a content warning, media with alternative
	// text, a language. nil: as Draft.
	Rich func() *social.Draft

	// Missing returns a well-formed reference of that kind to something that does not exist.
	Missing func(kind social.RefKind) social.Ref

	// Now is the server's clock. nil: the system's.
	Now func() time.Time

	// Secrets lists what must never show in an error, such as the token.
	Secrets []string

	// Exempt names cases, as "Publisher/same-key", that the network makes impossible to keep, and why.
	// They are skipped with that reason.
	Exempt map[string]string

	// Patience bounds each case: 0 means a minute. A case that does not end by then has failed.
	Patience time.Duration

	Audience Audience
	Server   Server
}

// Audience is what other people do on the simulated network. All hooks are optional.
type Audience struct {
	// Account returns an account of somebody else, a new one each time, with Ref and Handle.
	Account func() social.Account

	// Post publishes something that does not concern the account.
	Post func(text string) social.Ref

	// Mention publishes something that names the account. The text may be preceded by the handle.
	Mention func(text string) social.Ref

	// Comment answers a post or comment of the account, and returns the answer.
	Comment func(on social.Ref, text string) social.Ref

	// Message writes to the account in private, always in the same conversation.
	Message func(text string) (message, conversation social.Ref)

	// React puts a reaction on something of the account's, by a new person each time.
	React func(on social.Ref, r social.Reaction)

	// Follow follows the account and returns the new follower.
	Follow func() social.Ref
}

// Server looks into the simulated network, past the client. All hooks are optional.
type Server struct {
	// Standing lists everything that the account wrote and that stands now: posts, answers, comments,
	// private messages, and with [social.StateScheduled] what waits. At least Ref, State, Text, ReplyTo
	// and Visibility are right where the network has them.
	Standing func() []*social.Post

	// Traffic counts the requests that have arrived, by whether they can change anything. Uploads are
	// writes; logging in, looking up and asking for a processing state are reads.
	Traffic func() (reads, writes int)

	// Fill publishes n posts as the account, so that a list has several pages.
	Fill func(n int)

	// Told reports whether the author of a post or comment was notified of an answer to it.
	Told func(on, answer social.Ref) bool

	// Reacted reports whether the account's reaction is on a post.
	Reacted func(on social.Ref, r social.Reaction) bool

	// Follows reports whether the account follows another, or has asked to.
	Follows func(account social.Ref) bool

	// Moderated reports whether a measure of the account is in effect on ref.
	Moderated func(ref social.Ref, a social.Action) bool

	// Metrics returns exactly what the network says of a post to its author, zeros included.
	Metrics func(ref social.Ref) social.Metrics

	// Break makes the network fail as f says and returns what ends it, or nil if it cannot fail so.
	Break func(f Fault) (mend func())
}

// Fault is a way in which a network fails. "The next write" is the next that publishes, edits, deletes,
// reacts, follows or moderates; the upload of a file is none.
type Fault string

// Faults.
const (
	// FaultLostBefore cuts the connection of the next write before it is executed.
	FaultLostBefore Fault = "lost-before"
	// FaultLostAfter executes the next write and cuts the connection instead of answering.
	FaultLostAfter Fault = "lost-after"
	// FaultBlindBefore is FaultLostBefore, and from then on every request is cut, until mended.
	FaultBlindBefore Fault = "blind-before"
	// FaultBlindAfter is FaultLostAfter, and from then on every request is cut, until mended.
	FaultBlindAfter Fault = "blind-after"
	// FaultHang neither executes nor answers the next write; the connection stays open.
	FaultHang Fault = "hang"
	// FaultCut cuts the streams that are open now. A network without streams fails the next poll.
	FaultCut Fault = "cut"
	// FaultPassing answers the next two reads with "unavailable".
	FaultPassing Fault = "passing"
	// FaultDown answers every request with "unavailable", until mended.
	FaultDown Fault = "down"
	// FaultAuth answers every request as for a revoked token, until mended.
	FaultAuth Fault = "auth"
	// FaultRate refuses every request for its rate and asks for a pause of an hour, until mended.
	FaultRate Fault = "rate"
)
