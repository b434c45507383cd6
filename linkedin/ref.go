package linkedin

import "github.com/relais-go/relais/social"

// What is referred to is named by its URN, whole, in [social.Ref].ID.

func postRef(u URN) social.Ref {
	if u == "" {
		return social.Ref{}
	}
	return social.Ref{Network: network, ID: string(u), URL: postAddress(u)}
}

func commentRef(u URN) social.Ref {
	if u == "" {
		return social.Ref{}
	}
	return social.Ref{Network: network, Kind: social.RefComment, ID: string(u), URL: commentAddress(u)}
}

func accountRef(u URN) social.Ref {
	if u == "" {
		return social.Ref{}
	}
	return social.Ref{Network: network, Kind: social.RefAccount, ID: string(u)}
}

// postAddress is where a person sees a post, by any of its URNs.
func postAddress(u URN) string { return webBase + "/feed/update/" + string(u) + "/" }
