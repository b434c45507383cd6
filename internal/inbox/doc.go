// Package inbox is the engine behind the Listener of a network that has to be polled list by list, and that may push
// some of the same by webhook: one [social.Listener] and [social.Cursorer] that joins all of it and loses nothing.
// It knows nothing of a network. The network writes its sources; everything else is here: when to read what, order,
// repeats, cursors, gaps, faults, pauses, and how what is pushed fits in.
//
// # How a network uses it
//
// Build a new [Config] for each call, so that sources may keep state in their closures:
//
//	func (c *Client) Listen(ctx context.Context, q *social.ListenQuery) iter.Seq2[*social.Event, error] {
//		return inbox.Listen(ctx, c.inbox(), q)
//	}
//
//	func (c *Client) Cursor(ctx context.Context) (string, error) { return inbox.Cursor(ctx, c.inbox()) }
//
// Config functions are all called on the consumer's goroutine, one at a time: they need no locks among each other.
// A sequence runs no goroutine of its own, so that a thousand idle listeners cost a thousand timers.
//
// # What a source must do
//
// [Source].Read gives everything that happened at or after a time and is visible, as portable events, in any order.
// With since zero it gives all that the network still has. It pages by itself, at [social.PriorityPoll]; for lists
// that come newest first, [Newest] stops at since:
//
//	func (s *sources) comments(ctx context.Context, since time.Time) iter.Seq2[*social.Event, error] {
//		return inbox.Newest(since, rest.Map(rest.Pages(ctx, "", s.commentPage), s.commentEvent))
//	}
//
// An error ends the read, and nothing of it is used: the same since is asked for again. So a source must not
// remember in Read that it has dealt with something; state that only saves calls belongs into [Source].Peek. Nor
// should it fail for one thing that has gone since it was listed, as a post whose comments it reads: pass over it.
//
// Every event has an ID that is the same whenever and however it comes, and different for whatever should be told
// as something new: put the time of an edit into the ID of an edit. Its Time is when it happened by the network's
// clock, of an edit when it was edited. Times below since are left out, unless the source is [Source].Late. Give a new
// [social.Event] each time: its Cursor is written into it.
//
// # Whole reads and quick looks
//
// Where a whole read is dear, as the answers to each of a hundred posts, Peek is a quick look in between: say, at
// the counters of all posts, and at the answers where one has changed. It may overlook things, since counters do not
// tell one answer that came from another that went. What it finds is delivered at once, and Read, which comes less
// often, makes up for what it overlooked. A cursor goes by Read alone.
//
// # What is pushed
//
// The webhook's handler puts what it takes in into a [Queue], one per account; [NewPush] joins the queue to the
// function that makes events of it. That function may ask the network for what the push only names; a fault that
// passes makes it come again later. See [Pushed] for what it may say: an event; that a source should be read again,
// since the push says less than there is; both. What has come by the time that it is dealt with is delivered in the
// order of time, behind what is due to be read. It never moves a cursor past what only reading shows.
//
// A source for which something was pushed within a day is read each [Source].Safety only. When a read finds what
// should have been pushed and was not, it is read each Every again for the next six hours.
//
// # What is promised
//
// Each event comes once in a run, which remembers the last 8,192 events at least, less only if they are older than a
// day and cannot be read again. A batch of reads is delivered in the order of time, ties in that of the IDs, with
// numbers in them by their value, but edits and deletions whose IDs begin with their kind come last; unless
// Config.NewestFirst says otherwise. Sources that are due at about the same time are read as one batch, and so are all
// at the beginning. Late are what a push lost and what comes to show late.
//
// Cursors hold, per source, the time up to which everything was dealt with, which is Margin before the last read,
// and what was dealt with above it: at most 64 events per source. Where there are more, some come again after a
// restart; none is lost. Of what is late, or only pushed, the last 16 are remembered per source, and the last 32.
// A cursor is some 100 bytes while little happens, about 1 KiB per source at most. Sources which a cursor does not
// know, since they were not read or did not exist, begin at the event that it belongs to, with all that happened in
// the same tick. What two sources have may come again after a restart if one of them lags behind.
//
// With Optional, a source that the account may not read is left out with a warning, tried again once a day, and
// begins where it was left, unless its kinds are asked for by name.
//
// A failing source does not stop the others. [social.ErrAuth], [social.ErrPermission] and an allowance without a
// known end are final; so are [social.ErrInvalid], [social.ErrNotFound] and [errors.ErrUnsupported] from a source
// that could never be read. What lies further back than Depth, or further than the source finds, is a [GapError]: it
// ends the sequence after all that can be read was delivered, with a cursor that goes on behind it. A cursor that is
// older than Depth makes a gap though nothing may have happened, since it does not tell: a program that hears little
// asks [Cursor] for a newer one once in a while.
package inbox
