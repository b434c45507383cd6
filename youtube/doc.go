// Package youtube runs a channel on YouTube through version 3 of its Data API and version 2 of its Analytics API.
//
//	auth, err := youtube.NewAuth(youtube.Application{ClientID: id, ClientSecret: os.Getenv("GOOGLE_CLIENT_SECRET")}, nil)
//	if err != nil {
//		return err
//	}
//	tokens := social.StoredTokens(ctx, social.NewFileTokens(dir), "youtube/acme", auth.Renewal())
//	client, err := youtube.New(tokens, nil)
//	if err != nil {
//		return err
//	}
//	film, err := social.MediaFile("garden.mp4")
//	if err != nil {
//		return err
//	}
//	post, err := client.Publish(ctx, &social.Draft{Title: "The garden at noon", Text: "We are open again.", Media: []*social.Media{film}})
//
// The methods that [github.com/relais-go/relais/social] names are portable; all others are YouTube's own, with its own
// types and a link to its documentation. What has no method yet goes through [Client.Do].
//
// # Credentials
//
// Make a project in the Google Cloud console (https://console.cloud.google.com), enable "YouTube Data API v3" and
// "YouTube Analytics API" for it, and register an OAuth client. [Auth.StartLogin] and [Auth.Exchange] log a channel in;
// whoever logs in chooses the channel, and each channel has a login of its own. Access tokens last an hour, refresh
// tokens until the consent is taken back, but seven days only while the project's consent screen is in the state
// "Testing". [ScopesFor] tells which scopes a task needs. [NewKey] reads what is public with an API key.
//
// # What is supported
//
//	capability   what it is on YouTube
//	Publisher    a video with thumbnail, captions, playlists and a first comment; comments and answers
//	Editor       title, description, tags and all settings of a video; the text of own comments
//	Deleter      videos, own comments
//	Scheduler    videos that are private until their hour
//	Replier      comments on videos, answers to comments
//
// There is nothing for private messages, community posts, stories, pinning and hearts. A Short is what YouTube makes of
// an upright or square film of up to three minutes.
//
// # Publishing once
//
// A video comes into being when the last byte of its film has arrived. An upload has a session which knows how far it
// is, so a lost answer is never a reason to send anything twice, in another process either: see [Client.Resume]. Films
// of any size are streamed from where they are. Where YouTube has forgotten the session, the channel's uploads are
// searched. Comments and playlist items have no such thing; those whose answer was lost are looked for before anything
// is sent again. When nothing can tell, the error is [social.ErrUncertain] and carries a [social.Pending].
//
// # Changing without losing
//
// YouTube erases whatever an update leaves out. The Update methods read first, and write back what is not to change as
// it was, down to properties that this package has never heard of.
//
// # Quota
//
// A project has 10,000 units, 100 uploads and 100 searches a day, shared by all its channels, until midnight in
// California. [Client.Cost] and [Client.PublishCost] tell what something will take; the limiter counts it, and refuses
// with [social.ErrQuota] what does not fit before it is sent. [Quota] and [Config] hold other allowances and prices.
// What a channel may upload in a day is a limit of its own, which only YouTube knows.
//
// # Limits
//
// A title has 100 characters, a description 5000 bytes, the tags 500 characters together; see [Limits]. Films are of
// 256 GiB and 12 hours at most, or 15 minutes until the channel has given a phone number, which is read once an hour.
//
// This package follows the documentation (https://developers.google.com/youtube/v3) and the discovery documents of
// revision 20261019 and 20230704 (Analytics).
package youtube
