package x

// An Operator is a word of the query language. Those that end in a colon, and "#", "@" and "$", take a
// value. See https://docs.x.com/x-api/posts/search/integrate/operators and
// https://docs.x.com/x-api/posts/filtered-stream/integrate/operators.
type Operator string

// Operators for what a post says, whom it is from and what it refers to.
const (
	OpHashtag        Operator = "#"
	OpMention        Operator = "@"
	OpCashtag        Operator = "$"
	OpFrom           Operator = "from:"        // handle or user id
	OpTo             Operator = "to:"          // a reply to the account
	OpRepostsOf      Operator = "retweets_of:" // of the account
	OpURL            Operator = "url:"         // words of an address
	OpContext        Operator = "context:"     // domain.entity, of an Annotation
	OpEntity         Operator = "entity:"      // name of a recognised thing
	OpConversation   Operator = "conversation_id:"
	OpList           Operator = "list:" // members of the list; search only
	OpReplyTo        Operator = "in_reply_to_tweet_id:"
	OpRepostsOfPost  Operator = "retweets_of_tweet_id:"
	OpQuotesOfPost   Operator = "quotes_of_tweet_id:" // search only
	OpPlace          Operator = "place:"
	OpCountry        Operator = "place_country:"     // ISO 3166-1 alpha-2
	OpRadius         Operator = "point_radius:"      // see Near
	OpBox            Operator = "bounding_box:"      // see Inside
	OpMinLikes       Operator = "min_likes:"         // search only
	OpMinReplies     Operator = "min_replies:"       // search only
	OpMinReposts     Operator = "min_reposts:"       // search only
	OpFromAffiliate  Operator = "from_affiliate_of:" // streams only, like all that follow
	OpToAffiliate    Operator = "to_affiliate_of:"
	OpURLTitle       Operator = "url_title:"
	OpURLDescription Operator = "url_description:"
	OpURLContains    Operator = "url_contains:"
	OpBio            Operator = "bio:"
	OpBioName        Operator = "bio_name:"
	OpBioLocation    Operator = "bio_location:"
	OpMinFollowers   Operator = "min_followers:"
	OpFollowers      Operator = "followers_count:" // a range, as "1000..10000"
	OpPosts          Operator = "tweets_count:"
	OpFollowing      Operator = "following_count:"
	OpListed         Operator = "listed_count:"
	OpSource         Operator = "source:"    // name of a program
	OpEmbedding      Operator = "embedding:" // meaning; Enterprise
)

// Operators that narrow others down and cannot stand alone.
const (
	OpIsRepost      Operator = "is:retweet"
	OpIsReply       Operator = "is:reply"
	OpIsQuote       Operator = "is:quote"
	OpIsVerified    Operator = "is:verified"
	OpIsNullcast    Operator = "is:nullcast" // an advertisement; only negated
	OpHasHashtags   Operator = "has:hashtags"
	OpHasCashtags   Operator = "has:cashtags"
	OpHasLinks      Operator = "has:links"
	OpHasMentions   Operator = "has:mentions"
	OpHasMedia      Operator = "has:media"
	OpHasImages     Operator = "has:images"
	OpHasVideo      Operator = "has:video_link"
	OpHasGeo        Operator = "has:geo"
	OpLang          Operator = "lang:"                // BCP 47
	OpSample        Operator = "sample:"              // per cent of what matches; streams only
	OpEmbeddingFrom Operator = "embedding_threshold:" // 0 to 1; streams only, Enterprise
)

// reach says where an operator works.
type reach int

const (
	everywhere reach = iota
	searchOnly       // and counts
	recentOnly       // and streams
	streamOnly
	embeddingOnly // streams of Enterprise
)

// operatorRule is what is known of an operator.
type operatorRule struct {
	value  valueKind
	reach  reach
	narrow bool // cannot stand alone
}

// lookup knows the operators. Of those for which X does not say whether they can stand alone, it is taken
// that they can.
func (o Operator) lookup() (operatorRule, bool) {
	switch o {
	case OpHashtag:
		return operatorRule{value: valueHashtag}, true
	case OpCashtag:
		return operatorRule{value: valueCashtag}, true
	case OpMention, OpFrom, OpTo, OpRepostsOf:
		return operatorRule{value: valueUser}, true
	case OpFromAffiliate, OpToAffiliate:
		return operatorRule{value: valueUser, reach: streamOnly}, true
	case OpURL, OpPlace:
		return operatorRule{value: valueText}, true
	case OpEntity:
		return operatorRule{value: valueText, reach: recentOnly}, true
	case OpContext:
		return operatorRule{value: valueContext}, true
	case OpConversation, OpReplyTo, OpRepostsOfPost:
		return operatorRule{value: valueID}, true
	case OpList, OpQuotesOfPost:
		return operatorRule{value: valueID, reach: searchOnly}, true
	case OpCountry:
		return operatorRule{value: valueCountry}, true
	case OpRadius, OpBox:
		return operatorRule{value: valueArea}, true
	case OpMinLikes, OpMinReplies, OpMinReposts:
		return operatorRule{value: valueNumber, reach: searchOnly}, true
	case OpMinFollowers:
		return operatorRule{value: valueNumber, reach: streamOnly}, true
	case OpURLTitle, OpURLDescription, OpURLContains, OpBio, OpBioName, OpBioLocation, OpSource:
		return operatorRule{value: valueText, reach: streamOnly}, true
	case OpFollowers, OpPosts, OpFollowing, OpListed:
		return operatorRule{value: valueRange, reach: streamOnly}, true
	case OpEmbedding:
		return operatorRule{value: valueText, reach: embeddingOnly}, true
	default:
		return o.lookupNarrow()
	}
}

func (o Operator) lookupNarrow() (operatorRule, bool) {
	switch o {
	case OpIsRepost, OpIsReply, OpIsQuote, OpIsVerified, OpIsNullcast, OpHasHashtags, OpHasCashtags, OpHasLinks,
		OpHasMentions, OpHasMedia, OpHasImages, OpHasVideo, OpHasGeo:
		return operatorRule{value: valueNone, narrow: true}, true
	case OpLang:
		return operatorRule{value: valueLang, narrow: true}, true
	case OpSample:
		return operatorRule{value: valuePercent, reach: streamOnly, narrow: true}, true
	case OpEmbeddingFrom:
		return operatorRule{value: valueFraction, reach: embeddingOnly, narrow: true}, true
	default:
		return operatorRule{}, false
	}
}

// A QueryUse is where a query goes.
type QueryUse int

// Uses of a query.
const (
	QuerySearchRecent QueryUse = iota // search and counts of the last 7 days
	QuerySearchAll                    // search and counts of the whole archive
	QueryStream                       // a rule of the filtered stream
)

// MaxLength is how many characters a query may have.
// See https://docs.x.com/x-api/posts/search/integrate/build-a-query.
func (u QueryUse) MaxLength(p Plan) int {
	switch {
	case u == QueryStream:
		return p.StreamLimits().RuleLength
	case p == PlanEnterprise:
		return 4096
	case u == QuerySearchAll:
		return 1024
	default:
		return 512
	}
}

// allows says why an operator cannot be used, or "".
func (u QueryUse) allows(r reach, p Plan) string {
	switch {
	case r == searchOnly && u == QueryStream:
		return "is no operator of streams"
	case r == recentOnly && u == QuerySearchAll:
		return "is no operator of the search in the whole archive"
	case r >= streamOnly && u != QueryStream:
		return "is an operator of streams alone"
	case r == embeddingOnly && p != PlanEnterprise:
		return "needs the Enterprise plan"
	default:
		return ""
	}
}
