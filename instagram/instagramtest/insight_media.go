package instagramtest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/relais-go/relais/internal/graph/graphtest"
)

// storyThreshold is the number of viewers from which a story has insights.
const storyThreshold = 5

// mediaInsights is GET /{ig-media}/insights.
func (s *Server) mediaInsights(c *graphtest.Call, m *media, api API) (any, error) {
	names, err := c.Params.Texts("metric")
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, badParam("The parameter metric is required")
	}
	breakdowns, err := c.Params.Texts("breakdown")
	if err != nil {
		return nil, err
	}
	if m.parent != nil {
		return nil, badParam("Insights are not available for media within an album.")
	}
	if err := m.supports(names, breakdowns, api); err != nil {
		return nil, err
	}
	if m.product == productStory && m.viewers() < storyThreshold {
		e := graphtest.Coded(10, "Not enough viewers for the media to show insights")
		e.Status = http.StatusBadRequest
		return nil, e
	}
	out := &graphtest.List{Whole: true}
	for _, name := range names {
		if answer := s.mediaInsight(m, name, breakdowns); answer != nil {
			out.Items = append(out.Items, graphtest.Item{Value: answer, Key: name})
		}
	}
	return out, nil
}

func (m *media) viewers() int {
	if m.tooFewViewers {
		return 0
	}
	return total(m.gained("reach"))
}

// supports refuses what does not go with the media; one wrong metric fails the whole request.
func (m *media) supports(names, breakdowns []string, api API) error {
	table := mediaMetrics()
	var wrong []string
	for i, name := range names {
		row, known := table[name]
		switch {
		case !known:
			return oneOf("metric["+strconv.Itoa(i)+"]", table)
		case name == "impressions" && !m.created.Before(time.Date(2024, 7, 2, 0, 0, 0, 0, time.UTC)):
			return badParam("Starting from version v22.0 and above, the impressions metric is no longer supported for the queried media. Please use the views metric instead.")
		case row.facebook && !m.crossposted:
			return badParam("The media is not shared to Facebook, so that it has no metric %s.", name)
		case !slices.Contains(row.products, m.product), row.facebookOnly && api == InstagramLogin:
			wrong = append(wrong, name)
		}
		for _, b := range breakdowns {
			if b != row.breakdown {
				return graphtest.Unknown()
			}
		}
	}
	if wrong != nil {
		return badParam("The Media Insights API does not support the %s metric for this media product type.", strings.Join(wrong, ", "))
	}
	return nil
}

func (s *Server) mediaInsight(m *media, name string, breakdowns []string) object {
	rows := within(m.gained(name), time.Time{}, s.now().Add(-s.opts.InsightDelay+1))
	if len(rows) == 0 && !mediaMetrics()[name].derived {
		return nil
	}
	answer := object{
		"name": name, "period": lifetime, "values": []any{object{"value": total(rows)}},
		"title": title(name), "description": title(name) + ".", "id": m.id + "/insights/" + name + "/" + lifetime,
	}
	if len(breakdowns) > 0 {
		for i, row := range rows { // as the samples of the documentation have it
			by := map[string]string{}
			for key, value := range row.By {
				by[key] = value
				if !s.opts.Traps.UpperDimensions {
					by[key] = strings.ToLower(value)
				}
			}
			rows[i].By = by
		}
		answer["total_value"] = object{"value": total(rows), "breakdowns": []any{breakdown(rows, breakdowns)}}
	}
	return answer
}
