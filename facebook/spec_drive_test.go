package facebook_test

import (
	"context"
	"iter"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/facebook"
	"github.com/relais-go/relais/social"
)

// driver makes calls and notes which.
type driver struct {
	t      *testing.T
	w      *world
	c      *facebook.Client
	called map[string]bool
	fan    string
	id     facebook.ID // of the fan, as the Page knows it
	post   social.Ref
}

func (d *driver) did(name string, err error) {
	d.t.Helper()
	d.called[name] = true
	require.NoError(d.t, err, name)
}

// got is did for calls that return something.
func got[T any](d *driver, name string) func(T, error) T {
	return func(v T, err error) T {
		d.t.Helper()
		d.did(name, err)
		return v
	}
}

// all reads a whole list.
func all[T any](d *driver, name string, list iter.Seq2[T, error]) {
	d.t.Helper()
	d.called[name] = true
	for _, err := range list {
		require.NoError(d.t, err, name)
	}
}

// driveAll makes every call that the package has.
func driveAll(t *testing.T, w *world) {
	t.Helper()
	app, owner := w.srv.App(), w.srv.Owner(w.page)
	fan := w.person("Ann Lee")
	d := &driver{
		t: t, w: w, called: map[string]bool{}, fan: fan, id: w.psid(fan),
		c: w.configured(facebook.Config{App: facebook.App{ID: app.ID, Secret: app.Secret}, UserTokens: static(w.srv.UserToken(owner))}),
	}
	d.posts()
	d.media()
	d.comments()
	d.people()
	d.messages()
	d.numbers()
	d.rest()
	d.logins()
	covered(t, d.called)
}

func (d *driver) posts() {
	ctx, c := d.t.Context(), d.c
	for name, draft := range surfaces() {
		d.did("Publish", second(c.Publish(ctx, draft(1))))
		_ = name
	}
	everything := &facebook.Extra{
		Targeting: &facebook.Targeting{Geo: &facebook.GeoTargeting{Countries: []string{"DE"}}, AgeMin: 18, Locales: []int{5}},
		FeedTargeting: &facebook.Targeting{
			AgeMax: 60, Genders: []int{1},
			Geo: &facebook.GeoTargeting{Regions: []facebook.GeoPlace{{Key: "1"}}, Cities: []facebook.GeoPlace{{Key: "2"}}, Zips: []facebook.GeoPlace{{Key: "3"}}},
		},
		Place: "12", Tagged: []facebook.ID{"7"}, Backdated: time.Now().Add(-time.Hour), Granularity: facebook.GranularityHour,
	}
	post := got[*social.Post](d, "Publish")(c.Publish(ctx, &social.Draft{Text: "All", FirstComment: "c", Extras: []social.Extra{everything}}))
	d.post = post.Ref
	silent := *everything
	silent.NoStory = true
	d.did("Publish", second(c.Publish(ctx, &social.Draft{Text: "Photo", Media: []*social.Media{withAlt()}, Extras: []social.Extra{&silent}})))
	d.did("Publish", second(c.Publish(ctx, &social.Draft{Text: "b", Extras: []social.Extra{&facebook.Extra{Background: "106018623298955"}}})))
	id := facebook.ID(post.Ref.ID)
	got[*facebook.Post](d, "Post")(c.Post(ctx, id))
	made := got[facebook.ID](d, "CreatePost")(c.CreatePost(ctx, &facebook.PostParams{
		Message: "Raw", Link: "https://example.com", CallToAction: &facebook.CallToAction{Type: "LEARN_MORE"}, Content: facebook.ContentDraft,
	}))
	d.did("UpdatePost", c.UpdatePost(ctx, made, &facebook.PostUpdate{
		Message: new("Two"), Published: new(true), Hidden: new(false), Pinned: new(false), Backdated: time.Now().Add(-time.Hour), Place: "12",
	}))
	d.did("HidePost", c.HidePost(ctx, made, true))
	d.did("PinPost", c.PinPost(ctx, made, true))
	d.did("DeletePost", c.DeletePost(ctx, made))
	d.did("Edit", second(c.Edit(ctx, post.Ref, &social.Change{Text: new("Edited")})))
	later := got[*social.Post](d, "Publish")(c.Publish(ctx, &social.Draft{Text: "Later", At: time.Now().Add(50 * time.Hour)}))
	d.did("Reschedule", second(c.Reschedule(ctx, later.Ref, time.Now().Add(60*time.Hour))))
	all(d, "Scheduled", c.Scheduled(ctx))
	all(d, "ScheduledPosts", c.ScheduledPosts(ctx))
	d.did("Unschedule", c.Unschedule(ctx, later.Ref))
	range1 := &facebook.PostsParams{Since: time.Now().Add(-time.Hour), Until: time.Now().Add(time.Hour), Limit: 3}
	all(d, "PublishedPosts", c.PublishedPosts(ctx, range1))
	all(d, "VisitorPosts", c.VisitorPosts(ctx, range1))
	all(d, "TaggedPosts", c.TaggedPosts(ctx, range1))
	all(d, "Posts", c.Posts(ctx, &social.PostsQuery{Since: time.Now().Add(-time.Hour)}))
}

func second[T any](_ T, err error) error { return err }

func withAlt() *social.Media {
	m := jpeg("alt.jpg")
	m.AltText = "Described"
	return m
}

func (d *driver) media() {
	ctx, c := d.t.Context(), d.c
	up := got[*facebook.UploadedPhoto](d, "UploadPhoto")(c.UploadPhoto(ctx, jpeg("u.jpg"), &facebook.PhotoParams{Unpublished: true, Temporary: true}))
	got[*facebook.Photo](d, "Photo")(c.Photo(ctx, up.ID))
	d.did("DeletePhoto", c.DeletePhoto(ctx, up.ID))
	all(d, "Albums", c.Albums(ctx))
	all(d, "Photos", c.Photos(ctx, ""))
	for a, err := range c.Albums(ctx) {
		require.NoError(d.t, err)
		all(d, "Photos", c.Photos(ctx, a.ID))
	}
	video := got[facebook.ID](d, "PublishVideo")(c.PublishVideo(ctx, film(9000), &facebook.VideoParams{
		Title: "T", Description: "D", Backdated: time.Now().Add(-time.Hour), Category: "BUSINESS", ContentTags: []string{"a"}, CustomLabels: []string{"b"},
		Embeddable: new(true), Secret: new(false), NoStory: true, Expires: time.Now().Add(48 * time.Hour),
		CallToAction: &facebook.CallToAction{Type: "LEARN_MORE"}, Targeting: &facebook.Targeting{AgeMin: 18},
	}))
	d.did("Publish", second(c.Publish(ctx, &social.Draft{
		Text: "Handle", Media: []*social.Media{film(9000)}, Extras: []social.Extra{&facebook.Extra{UploadApp: facebook.ID(d.w.srv.App().ID)}},
	})))
	reel := got[facebook.ID](d, "PublishReel")(c.PublishReel(ctx, film(9000), &facebook.VideoParams{
		Title: "T", Description: "D", Place: "12", ScheduledAt: time.Now().Add(48 * time.Hour), FeedTargeting: &facebook.Targeting{AgeMin: 18},
	}))
	d.did("AddCollaborator", c.AddCollaborator(ctx, reel, facebook.ID(d.w.srv.CreatePage("Partner"))))
	d.did("PublishPhotoStory", second(c.PublishPhotoStory(ctx, jpeg("s.jpg"))))
	d.did("PublishVideoStory", second(c.PublishVideoStory(ctx, film(9000))))
	all(d, "Stories", c.Stories(ctx, &facebook.StoriesParams{Status: facebook.StoryPublished, Since: time.Now().Add(-time.Hour), Until: time.Now()}))
	got[*facebook.Video](d, "Video")(c.Video(ctx, video))
	d.did("UpdateVideo", c.UpdateVideo(ctx, video, &facebook.VideoUpdate{
		Title: new("U"), Description: new("E"), Embeddable: new(false), ContentTags: []string{"c"}, ExpireNow: true,
	}))
	sub := social.MediaBytes("talk.srt", []byte("1\n00:00:00,000 --> 00:00:01,000\nHi\n"))
	sub.Language = "en-US"
	d.did("AddSubtitles", c.AddSubtitles(ctx, video, sub))
	d.did("SetThumbnail", c.SetThumbnail(ctx, video, jpeg("t.jpg")))
	all(d, "Videos", c.Videos(ctx))
	all(d, "Reels", c.Reels(ctx))
	got[*facebook.Insights](d, "VideoInsights")(c.VideoInsights(ctx, video, &facebook.InsightParams{Metrics: []string{"total_video_views"}}))
	d.did("DeleteVideo", c.DeleteVideo(ctx, reel))
}

func (d *driver) comments() {
	ctx, c := d.t.Context(), d.c
	post := facebook.ID(d.post.ID)
	theirs := facebook.ID(d.w.srv.Comment(d.fan, d.post.ID, "Hello"))
	own := got[facebook.ID](d, "CreateComment")(c.CreateComment(ctx, theirs, &facebook.CommentParams{Message: "Hi", PhotoURL: "https://a.example.com/a.jpg"}))
	d.did("EditComment", c.EditComment(ctx, own, &facebook.CommentParams{Message: "Hey", GIFURL: "https://a.example.com/a.gif"}))
	p := &facebook.CommentsParams{All: true, Order: facebook.NewestFirst, Since: time.Now().Add(-time.Hour), Limit: 5}
	all(d, "Comments", c.Comments(ctx, post, p))
	got[*social.Page[facebook.Comment]](d, "CommentsPage")(c.CommentsPage(ctx, post, nil, ""))
	got[*facebook.Comment](d, "Comment")(c.Comment(ctx, theirs))
	got[*social.Post](d, "Reply")(c.Reply(ctx, commentRef(string(theirs)), &social.Draft{Text: "With a photo", Media: []*social.Media{jpeg("r.jpg")}}))
	d.did("HideComment", c.HideComment(ctx, theirs, true))
	d.did("Moderate", c.Moderate(ctx, commentRef(string(theirs)), social.ActionUnhide, nil))
	d.did("Like", c.Like(ctx, theirs))
	d.did("Unlike", c.Unlike(ctx, theirs))
	d.did("React", c.React(ctx, d.post, social.ReactionLike))
	d.did("Unreact", c.Unreact(ctx, d.post, social.ReactionLike))
	d.did("PrivateReply", second(c.PrivateReply(ctx, commentRef(string(theirs)), &facebook.MessageParams{Text: "In private"})))
	d.did("DeleteComment", c.DeleteComment(ctx, own))
	d.did("Delete", c.Delete(ctx, commentRef(string(theirs))))
}

func (d *driver) people() {
	ctx, c := d.t.Context(), d.c
	d.w.srv.Review(d.fan, d.w.page, true, "Good")
	all(d, "Ratings", c.Ratings(ctx))
	got[*social.Page[facebook.Rating]](d, "RatingsPage")(c.RatingsPage(ctx, ""))
	d.did("Block", c.Block(ctx, d.id))
	all(d, "Blocked", c.Blocked(ctx))
	got[*social.Page[facebook.From]](d, "BlockedPage")(c.BlockedPage(ctx, ""))
	d.did("Unblock", c.Unblock(ctx, d.id))
	d.did("SubscribeApp", c.SubscribeApp(ctx, "feed"))
	got[[]*facebook.SubscribedApp](d, "SubscribedApps")(c.SubscribedApps(ctx))
	d.did("UnsubscribeApp", c.UnsubscribeApp(ctx))
}

func (d *driver) messages() {
	ctx, c := d.t.Context(), d.c
	mid := d.w.srv.Message(d.fan, d.w.page, "Hello")
	to := facebook.Recipient{ID: d.id}
	got[*facebook.SentMessage](d, "SendMessage")(c.SendMessage(ctx, &facebook.MessageParams{
		To: to, Text: "Hi", ReplyTo: facebook.ID(mid), QuickReplies: []facebook.QuickReply{{Title: "Yes", Payload: "y"}},
	}))
	d.did("SendAction", c.SendAction(ctx, d.id, facebook.MarkSeen))
	d.did("Message", second(c.Message(ctx, accountRef(string(d.id)), &social.Draft{Media: []*social.Media{jpeg("m.jpg")}})))
	thread := facebook.ID(d.w.srv.Conversation(d.w.page, d.fan))
	all(d, "Conversations", c.Conversations(ctx))
	all(d, "PageConversations", c.PageConversations(ctx, &facebook.ConversationsParams{Folder: "inbox", Limit: 5}))
	got[*social.Page[facebook.Conversation]](d, "PageConversationsPage")(c.PageConversationsPage(ctx, &facebook.ConversationsParams{Person: d.id}, ""))
	got[*facebook.Conversation](d, "Conversation")(c.Conversation(ctx, thread))
	all(d, "ConversationMessages", c.ConversationMessages(ctx, thread))
	got[*social.Page[facebook.Message]](d, "ConversationMessagesPage")(c.ConversationMessagesPage(ctx, thread, ""))
	all(d, "Messages", c.Messages(ctx, social.Ref{Network: "facebook", Kind: social.RefConversation, ID: string(thread)}))
	got[*facebook.Message](d, "ReadMessage")(c.ReadMessage(ctx, facebook.ID(mid)))
	d.did("ModerateConversations", c.ModerateConversations(ctx, []facebook.ID{d.id}, facebook.ConversationBlock))
}

func (d *driver) numbers() {
	ctx, c := d.t.Context(), d.c
	var refs []social.Ref
	for _, p := range d.w.srv.Posts(d.w.page) {
		refs = append(refs, postRef(p.ID))
	}
	for _, v := range d.w.srv.Videos(d.w.page) {
		refs = append(refs, postRef(v.ID))
	}
	// Photos are left out: that one is none is found out by asking for fields of a video.
	refs = append(refs, commentRef(d.w.srv.Comments(d.post.ID)[0].ID))
	got[[]*social.PostReport](d, "PostMetrics")(c.PostMetrics(ctx, refs...))
	got[*social.AccountReport](d, "AccountMetrics")(c.AccountMetrics(ctx, nil))
	got[*social.AccountReport](d, "AccountMetrics")(c.AccountMetrics(ctx, &social.MetricsQuery{From: time.Now().AddDate(0, 0, -20), ByDay: true}))
	got[*facebook.Insights](d, "PageInsights")(c.PageInsights(ctx, &facebook.InsightParams{
		Metrics: []string{"page_media_view"}, Period: facebook.PeriodDay, Breakdown: "is_from_ads", Since: time.Now().AddDate(0, 0, -2),
	}))
	got[*facebook.Insights](d, "PostInsights")(c.PostInsights(ctx, facebook.ID(d.post.ID), &facebook.InsightParams{Metrics: []string{"post_media_view"}}))
	for s, err := range c.Stories(ctx, nil) {
		require.NoError(d.t, err)
		got[*facebook.Insights](d, "StoryInsights")(c.StoryInsights(ctx, s.PostID, &facebook.InsightParams{Metrics: []string{"STORY_INTERACTION"}}))
	}
}

func (d *driver) rest() {
	ctx, c := d.t.Context(), d.c
	got[*facebook.Page](d, "Page")(c.Page(ctx))
	got[*social.Profile](d, "Profile")(c.Profile(ctx))
	d.did("UpdateProfile", second(c.UpdateProfile(ctx, &social.ProfileChange{Bio: new("b"), Website: new("https://a.example"), Banner: jpeg("c.jpg")})))
	d.did("SetPicture", c.SetPicture(ctx, jpeg("a.jpg")))
	cover := got[*facebook.UploadedPhoto](d, "UploadPhoto")(c.UploadPhoto(ctx, jpeg("u.jpg"), &facebook.PhotoParams{Unpublished: true}))
	d.did("UpdatePage", c.UpdatePage(ctx, &facebook.PageUpdate{
		About: new("a"), Description: new("d"), Bio: new("b"), Website: new("w"), Phone: new("1"), Emails: &[]string{"a@example.com"},
		Impressum: new("i"), Mission: new("m"), GeneralInfo: new("g"), Company: new("c"), PriceRange: new("$"), Hours: map[string]string{"mon_1_open": "09:00"},
		Location: &facebook.Location{City: "Berlin"}, Categories: []facebook.ID{"2201"}, Published: new(true), Cover: cover.ID, Silent: true,
	}))
	rival := d.w.srv.CreatePage("Rival")
	d.w.srv.SetProfile(rival, map[string]any{"username": "rival"})
	d.w.srv.SetTasks(d.w.srv.Owner(d.w.page), rival, "ANALYZE")
	got[*facebook.Page](d, "PublicPage")(c.PublicPage(ctx, "rival"))
	all(d, "PublicPosts", c.PublicPosts(ctx, "rival", nil))
	d.did("Cursor", second(c.Cursor(ctx)))
	d.listen()
	slow := d.w.configured(facebook.Config{Direct: true}, func(o *social.Options) { o.Retries, o.Settle = -1, time.Millisecond })
	// Look-ups of what was lost.
	d.w.die(1, lostFeed())
	_, err := slow.Publish(ctx, &social.Draft{Text: "Lost", Extras: []social.Extra{&facebook.Extra{Backdated: time.Now().AddDate(0, -1, 0)}}})
	d.w.srv.Faults().Clear()
	pending, ok := social.PendingOf(err)
	require.True(d.t, ok, "%v", err)
	got[*social.Post](d, "Resume")(c.Resume(ctx, reload(d.t, pending)))
}

// listen hears of one comment.
func (d *driver) listen() {
	ctx, cancel := context.WithTimeout(d.t.Context(), 2*time.Minute)
	defer cancel()
	d.called["Listen"] = true
	start, err := d.c.ListenerWith(hasty(), &facebook.ListenOptions{}).Cursor(ctx)
	require.NoError(d.t, err)
	d.w.srv.Comment(d.fan, d.post.ID, "Heard?")
	for e, err := range d.c.ListenerWith(hasty(), &facebook.ListenOptions{}).Listen(ctx, &social.ListenQuery{After: start}) {
		require.NoError(d.t, err)
		if e.Text == "Heard?" {
			return
		}
	}
	d.t.Error("the comment was not heard of")
}

func (d *driver) logins() {
	ctx, app := d.t.Context(), d.w.srv.App()
	o := d.w.options()
	auth, err := facebook.NewAuth(facebook.App{ID: app.ID, Secret: app.Secret}, o)
	require.NoError(d.t, err)
	user := d.w.srv.UserToken(d.w.srv.Owner(d.w.page))
	token, err := static(user).Token()
	require.NoError(d.t, err)
	all(d, "Pages", auth.Pages(ctx, token))
	require.NoError(d.t, second(auth.Permissions(ctx, token)))
	require.NoError(d.t, second(auth.Inspect(ctx, user)))
	require.NoError(d.t, second(auth.Subscriptions(ctx)))
}
