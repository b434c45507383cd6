package youtubetest

import (
	"slices"
	"strings"
)

type category struct {
	id, title  string
	assignable bool
}

func categories() []category {
	return []category{
		{"1", "Film & Animation", true},
		{"2", "Autos & Vehicles", true},
		{"10", "Music", true},
		{"15", "Pets & Animals", true},
		{"17", "Sports", true},
		{"18", "Short Movies", false},
		{"19", "Travel & Events", true},
		{"20", "Gaming", true},
		{"21", "Videoblogging", false},
		{"22", "People & Blogs", true},
		{"23", "Comedy", true},
		{"24", "Entertainment", true},
		{"25", "News & Politics", true},
		{"26", "Howto & Style", true},
		{"27", "Education", true},
		{"28", "Science & Technology", true},
		{"29", "Nonprofits & Activism", true},
		{"30", "Movies", false},
		{"44", "Trailers", false},
	}
}

func assignable(id string) bool {
	return slices.ContainsFunc(categories(), func(c category) bool { return c.id == id && c.assignable })
}

// listCategories is videoCategories.list, see
// https://developers.google.com/youtube/v3/docs/videoCategories/list.
func listCategories(c *call) (any, error) {
	if _, err := c.filter("id", "regionCode"); err != nil {
		return nil, err
	}
	wanted := c.list("id")
	var items []object
	for _, one := range categories() {
		if len(wanted) > 0 && !slices.Contains(wanted, one.id) {
			continue
		}
		o := object{}
		if c.parts["snippet"] {
			o["snippet"] = object{"title": one.title, "assignable": one.assignable, "channelId": "UCBR8-60-B28hp2BmDPdntcQ"}
		}
		items = append(items, resource("videoCategory", one.id, o))
	}
	if len(wanted) > 0 && len(items) == 0 {
		return nil, notFound("youtube.videoCategory", "videoCategoryNotFound", "The video category identified by the id parameter cannot be found.").at("id")
	}
	return without(fullList("videoCategoryListResponse", items), "pageInfo"), nil
}

type abuseReason struct {
	id, label string
	secondary []string // id and label
}

func abuseReasons() []abuseReason {
	return []abuseReason{
		{"N", "Sexual content", nil},
		{"V", "Violent, hateful, or dangerous", []string{"38 Promotes terrorism", "39 Harmful or dangerous acts"}},
		{"S", "Spam, misleading, or scams", []string{"27 Spam or mass advertising", "28 Misleading thumbnail", "30 Scams or fraud"}},
		{"G", "Child safety", nil},
		{"R", "Medical misinformation", nil},
	}
}

func knownReason(id, secondary string) bool {
	for _, reason := range abuseReasons() {
		if reason.id == id {
			return secondary == "" || slices.ContainsFunc(reason.secondary, func(one string) bool { return strings.HasPrefix(one, secondary+" ") })
		}
	}
	return false
}

// listReasons is videoAbuseReportReasons.list, see
// https://developers.google.com/youtube/v3/docs/videoAbuseReportReasons/list.
func listReasons(c *call) (any, error) {
	var items []object
	for _, reason := range abuseReasons() {
		o := object{}
		if c.parts["snippet"] {
			snippet := object{"label": reason.label}
			var secondary []object
			for _, one := range reason.secondary {
				id, label, _ := strings.Cut(one, " ")
				secondary = append(secondary, object{"id": id, "label": label})
			}
			if secondary != nil {
				snippet["secondaryReasons"] = secondary
			}
			o["snippet"] = snippet
		}
		items = append(items, resource("videoAbuseReportReason", reason.id, o))
	}
	return without(fullList("videoAbuseReportReasonListResponse", items), "pageInfo"), nil
}

// listLanguages is i18nLanguages.list, see https://developers.google.com/youtube/v3/docs/i18nLanguages/list.
func listLanguages(c *call) (any, error) {
	return c.words("i18nLanguage", "hl", [][2]string{
		{"ar", "Arabic"}, {"de", "German"}, {"en", "English"}, {"es", "Spanish"}, {"fr", "French"}, {"ja", "Japanese"}, {"pt", "Portuguese"},
	}), nil
}

// listRegions is i18nRegions.list, see https://developers.google.com/youtube/v3/docs/i18nRegions/list.
func listRegions(c *call) (any, error) {
	return c.words("i18nRegion", "gl", [][2]string{
		{"BR", "Brazil"}, {"DE", "Germany"}, {"ES", "Spain"}, {"FR", "France"}, {"GB", "United Kingdom"}, {"JP", "Japan"}, {"US", "United States"},
	}), nil
}

// words is a list of codes with their names.
func (c *call) words(kind, code string, all [][2]string) object {
	var items []object
	for _, one := range all {
		o := object{}
		if c.parts["snippet"] {
			o["snippet"] = object{code: one[0], "name": one[1]}
		}
		items = append(items, resource(kind, one[0], o))
	}
	return without(fullList(kind+"ListResponse", items), "pageInfo")
}
