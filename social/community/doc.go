// Package community does what an animator (a community manager) does on top of the clients, as functions over the
// types of package social: it works with every network, and with stored posts and events as well.
//
// # Publish in a rhythm
//
// A [Calendar] holds the weekly slots of an organisation, in its time zone, with holidays and pauses. Its
// [Calendar.Occurrences] are the slots to come; [Calendar.Plan] puts drafts into those that are free. [BestHours] says
// at which hours posts did best so far, [Repeats] finds what was said before, and [Plan.WriteICalendar] shows the plan in
// everybody's own calendar.
//
// A [Campaign] marks links, so that the website's statistics tell which network brought whom.
//
// # Know the people
//
// [Rank] finds active members and prescribers, those who bring others, and explains each score. A [Contest] is drawn
// among participants so that anybody can verify it. [Unanswered] lists who waits for an answer.
//
// # Watch the reputation
//
// A [Watcher] raises alerts by rules: words, the same person again and again, more than usual. [ShareOfVoice] compares
// the brand with its competitors.
//
// # Report
//
// [NewReport] compares the figures of a period with those of the one before, for each account and over all of them, as CSV
// and JSON. [TopPosts] are what did best.
//
// # Reading and writing
//
// Nothing here sends anything, reads a clock or keeps a file. What is read comes from iterators and from the clients
// given; what has a state marshals to JSON, and goes on from there in another process. Times are those of the posts
// and events themselves. Random numbers are drawn for [NewSeed] only.
//
// A number that a network does not say is absent, never 0; whatever adds up or compares numbers says over how many.
//
// Mistakes in options and settings are errors that wrap [social.ErrInvalid] and name the field, all of them at once;
// [social.Problems] takes them apart.
package community
