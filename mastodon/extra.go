package mastodon

import "github.com/relais-go/relais/social"

// Extra holds what only Mastodon and its relatives read of a draft. Put a pointer to one into
// social.Draft.Extras.
type Extra struct {
	QuotePolicy QuotePolicy // who may quote without asking; Mastodon 4.5
	ContentType string      // "text/markdown" on GoToSocial and Akkoma
	LocalOnly   *bool       // GoToSocial: not federated

	// OnlyMentions makes the server refuse the status if it would mention anybody but these accounts.
	OnlyMentions []ID
}

// ExtraFor names the network that reads it.
func (*Extra) ExtraFor() string { return network }

// ForReply implements [social.ReplyExtra]: all of it belongs to every piece of a thread.
func (e *Extra) ForReply() social.Extra {
	if e == nil {
		return nil
	}
	return e
}
