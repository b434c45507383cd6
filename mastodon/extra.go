package mastodon

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
