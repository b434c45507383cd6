package instagram

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"time"

	"github.com/relais-go/relais/internal/draft"
	"github.com/relais-go/relais/internal/graph"
	"github.com/relais-go/relais/internal/rest"
	"github.com/relais-go/relais/social"
)

// ContainerState is how far Instagram is with a container.
type ContainerState string

// States of a container.
const (
	ContainerInProgress ContainerState = "IN_PROGRESS" // being fetched or processed
	ContainerFinished   ContainerState = "FINISHED"    // can be published
	ContainerPublished  ContainerState = "PUBLISHED"   // was published
	ContainerFailed     ContainerState = "ERROR"       // see Container.Status
	ContainerExpired    ContainerState = "EXPIRED"     // was not published within a day
)

// Container is a media that nobody sees yet.
// See https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-container.
type Container struct {
	ID     ID                 `json:"id"`
	State  ContainerState     `json:"status_code"`
	Status string             `json:"status"`                 // in words; of failures, with Instagram's code
	Video  *graph.VideoStatus `json:"video_status,omitempty"` // of resumable uploads
	URI    string             `json:"uri,omitempty"`          // where the bytes go, in the answer to the creation
}

// CreateContainer makes a container: the first step of publishing. It can be repeated; what is not published is gone
// after a day. An account can make 400 in a day.
func (c *Client) CreateContainer(ctx context.Context, p *ContainerParams) (*Container, error) {
	if p.Resumable || p.Audio != nil || len(p.ProductTags) > 0 || p.Partnership != nil {
		if err := c.needsFacebook("ContainerParams"); err != nil {
			return nil, err
		}
	}
	form, err := p.form()
	if err != nil {
		return nil, err
	}
	got, err := ask[Container](ctx, c, &graph.Request{
		Op: "media.create", Method: http.MethodPost, Path: c.userPath("media"), Params: form, Class: rest.Idempotent,
	})
	switch {
	case err != nil:
		return nil, err
	case got.ID == "" || p.Resumable && got.URI == "":
		return nil, &social.Error{Network: network, Op: "media.create", Kind: social.ErrUnavailable, Status: http.StatusOK, Message: "the answer names no container"}
	default:
		return got, nil
	}
}

// Container asks how far Instagram is with a container.
func (c *Client) Container(ctx context.Context, id ID) (*Container, error) {
	return c.readContainer(ctx, id, "id", "status_code", "status")
}

func (c *Client) readContainer(ctx context.Context, id ID, fields ...graph.Field) (*Container, error) {
	return askFresh[Container](ctx, c, &graph.Request{
		Op: "media.status", Path: rest.Path(string(id)), Fields: graph.Fields(fields...), Priority: social.PriorityAnswer,
	})
}

// PublishContainer publishes a container and returns the ID of the media. A lost answer is [social.ErrUncertain]: the
// container then tells whether it was published. [Client.Publish] does all of that.
// See https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media_publish.
func (c *Client) PublishContainer(ctx context.Context, id ID) (ID, error) {
	return c.publishContainer(ctx, id, rest.Unsafe)
}

func (c *Client) publishContainer(ctx context.Context, id ID, class rest.Class) (ID, error) {
	return c.graph.Create(ctx, &graph.Request{
		Op: "media.publish", Method: http.MethodPost, Path: c.userPath("media_publish"), Params: url.Values{"creation_id": {string(id)}},
		Class: class, Priority: social.PriorityAnswer,
	})
}

// PublishingLimit is how much an account may publish.
type PublishingLimit struct {
	Used     int           // in the last Duration
	Total    int           // 0 if Instagram does not say
	Duration time.Duration // mostly a day
}

// PublishingLimit asks how much the account may still publish.
// See https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/content_publishing_limit.
func (c *Client) PublishingLimit(ctx context.Context) (*PublishingLimit, error) {
	got, err := ask[graph.Edge[struct {
		Used   graph.Int `json:"quota_usage"`
		Config struct {
			Total    graph.Int `json:"quota_total"`
			Duration graph.Int `json:"quota_duration"`
		} `json:"config"`
	}]](ctx, c, &graph.Request{
		Op: "media.limit", Path: c.userPath("content_publishing_limit"), Fields: graph.Fields("quota_usage", "config"), Priority: social.PriorityAnswer,
	})
	if err != nil {
		return nil, err
	}
	l := &PublishingLimit{Duration: 24 * time.Hour}
	for _, d := range got.Data {
		if d == nil {
			continue
		}
		l.Used, l.Total = int(d.Used), int(d.Config.Total)
		if d.Config.Duration > 0 {
			l.Duration = time.Duration(d.Config.Duration) * time.Second
		}
	}
	return l, nil
}

// How often a container is looked at. Instagram asks for once a minute; pictures are ready within seconds.
const (
	firstLook = time.Second
	maxLook   = time.Minute
)

// awaitContainer waits until a container can be published. published says that it was already.
func (c *Client) awaitContainer(ctx context.Context, id ID) (published bool, err error) {
	wait := c.cfg.WaitVideo
	if wait <= 0 {
		wait = 10 * time.Minute
	}
	end := time.Now().Add(wait)
	for pause := min(firstLook, wait/16); ; pause = min(2*pause, maxLook) {
		k, err := c.Container(ctx, id)
		if err != nil {
			return false, err
		}
		switch k.State {
		case ContainerFinished:
			return false, nil
		case ContainerPublished:
			return true, nil
		case ContainerFailed:
			return false, k.failure()
		case ContainerExpired:
			return false, errExpired
		case ContainerInProgress:
		}
		if !time.Now().Add(pause).Before(end) {
			return false, &social.Error{
				Network: network, Op: "media.status", Kind: social.ErrUnavailable, Message: "Instagram has been processing the media for " + wait.String() + ": resume later",
			}
		}
		if err := rest.Sleep(ctx, pause); err != nil {
			return false, &social.Error{Network: network, Op: "media.status", Err: err}
		}
	}
}

// errExpired says that a container is gone without having been published.
var errExpired = errors.New("the container has expired")

var codePattern = regexp.MustCompile(`\b2207\d{3}\b`)

// failure is why Instagram cannot use a media, by the code that stands in the words of its state.
func (k *Container) failure() error {
	e := &social.Error{Network: network, Op: "media.process", Kind: social.ErrMedia, Message: rest.Clip(k.Status)}
	if e.Message == "" {
		e.Message = "Instagram cannot use the media, and does not say why"
	}
	if code := codePattern.FindString(k.Status); code != "" {
		n, err := strconv.Atoi(code)
		if err == nil {
			if m := (&Error{Subcode: n}).Meaning(); m.Advice != "" {
				e.Message += ": " + m.Advice
			}
		}
		e.Code = code
	}
	return e
}

// sendBytes sends a video to its container, from where Instagram is with it.
func (c *Client) sendBytes(ctx context.Context, s *itemState, m *social.Media, field string) error {
	file := &rest.File{Field: field, Media: m, Fetch: c.graph.Rest().Fetcher()}
	size, err := c.graph.Rest().Measure(ctx, file)
	if err != nil {
		return err
	}
	own := *m
	own.Size = size
	arrived := func(ctx context.Context) (int64, error) {
		k, err := c.readContainer(ctx, s.ID, "id", "video_status")
		if err != nil || k.Video == nil {
			return 0, err
		}
		return k.Video.Uploading.Arrived, nil
	}
	from := int64(0)
	if s.Began {
		if from, err = arrived(ctx); err != nil {
			return err
		}
	}
	s.Began = true
	if from >= size {
		return nil
	}
	return draft.InField(c.graph.Upload(ctx, &graph.Upload{
		Op: "media.upload", URL: s.URI, Media: &own, Field: field, From: from, Arrived: arrived,
	}), field)
}
