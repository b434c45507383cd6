package youtubetest

import "time"

// world is what the network knows.
type world struct {
	ids        ids
	pages      int // handed out, for traps
	quotas     map[string]*usage
	order      []*channel // oldest first
	channels   map[string]*channel
	videos     map[string]*video
	published  []*video // in the order of their upload, deleted ones included
	comments   map[string]*comment
	threads    []*comment // top-level comments, oldest first, deleted ones included
	playlists  map[string]*playlist
	items      map[string]*playlistItem
	captions   map[string]*caption
	broadcasts map[string]*broadcast
	chats      map[string]*chat
	streams    map[string]*stream
	moderators []*moderator
	members    []*member // changes, oldest first
	images     []*playlistImage
	bans       map[string]*ban
	subs       []*subscription
	activities []*activity // oldest first
	banners    map[string]bool
	reports    []AbuseReport
	sessions   map[string]*session
	sessionLog []*session
	days       map[string][]MetricsRow // by channel
	feeds      []*feedSubscription
	notices    []Notification
}

func newWorld(seed uint64) world {
	return world{
		ids: newIDs(seed), quotas: map[string]*usage{}, channels: map[string]*channel{}, videos: map[string]*video{},
		comments: map[string]*comment{}, playlists: map[string]*playlist{}, items: map[string]*playlistItem{},
		captions: map[string]*caption{}, broadcasts: map[string]*broadcast{}, chats: map[string]*chat{}, streams: map[string]*stream{},
		bans: map[string]*ban{}, banners: map[string]bool{}, sessions: map[string]*session{},
		days: map[string][]MetricsRow{},
	}
}

// A Profile is what a channel shows and may do.
type Profile struct {
	Handle            string // without "@"
	Username          string // of before handles; "" for none
	Title             string
	Description       string
	Keywords          string // separated by blanks, quoted where one has a blank
	Country           string // ISO 3166-1
	DefaultLanguage   string
	Trailer           string // id of a video, for viewers who have not subscribed
	TrackingID        string // of Google Analytics
	Banner            string // URL
	Localizations     map[string]Localization
	HiddenSubscribers bool   // the number of subscribers is not told
	PrivateFollowing  bool   // its subscriptions are its own affair
	NoLive            bool   // may not stream live
	Watermark         string // SHA-256 of the picture in its videos; "" for none
	NoThumbnails      bool   // has not confirmed a phone number, so that it may not set thumbnails
	MadeForKids       bool
	Monetized         bool // in the partner programme, with revenue in reports
}

// A Localization is a title and description in another language.
type Localization struct {
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
}

// Audience are numbers that are added to what the server counts, for channels and videos with a past. For a
// video, Subscribers has no meaning.
type Audience struct {
	Subscribers, Views, Videos, Likes, Dislikes, Comments int64
}

type channel struct {
	Profile
	id         string
	created    time.Time
	extra      Audience
	videos     []*video // oldest first, deleted ones included
	uploads    []time.Time
	thumbnails []time.Time
	banned     map[*channel]bool // whose comments are rejected
	ratings    map[*video]string
	lists      []*playlist
	sections   []*section
	levels     []level // the cheapest first
}

func (ch *channel) url() string { return "https://www.youtube.com/channel/" + ch.id }

// recent counts the moments of the last 24 hours.
func recent(moments []time.Time, now time.Time) int {
	n := 0
	for _, t := range moments {
		if t.After(now.Add(-24 * time.Hour)) {
			n++
		}
	}
	return n
}

// CreateChannel makes a channel and returns its id. The handle must be new.
func (s *Server) CreateChannel(handle string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byHandle(handle) != nil {
		panic("youtubetest: handle taken: " + handle)
	}
	ch := &channel{
		id: s.ids.channel(), created: s.now(), banned: map[*channel]bool{}, ratings: map[*video]string{},
		Profile: Profile{Handle: trimHandle(handle), Title: trimHandle(handle)},
	}
	s.channels[ch.id] = ch
	s.order = append(s.order, ch)
	return ch.id
}

// Channel returns the profile of a channel, and false if there is none with this id.
func (s *Server) Channel(id string) (Profile, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch := s.channels[id]
	if ch == nil {
		return Profile{}, false
	}
	return ch.Profile, true
}

// SetProfile changes a channel as its owner does in the studio.
func (s *Server) SetProfile(channel string, change func(*Profile)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch := s.mustChannel(channel)
	change(&ch.Profile)
	ch.Handle = trimHandle(ch.Handle)
}

// SetAudience sets the numbers of a channel's past.
func (s *Server) SetAudience(channel string, a Audience) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustChannel(channel).extra = a
}

// SetVideoAudience sets the numbers of a video's past.
func (s *Server) SetVideoAudience(video string, a Audience) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustVideo(video).extra = a
}

func (s *Server) mustChannel(id string) *channel {
	ch := s.channels[id]
	if ch == nil {
		panic("youtubetest: no such channel: " + id)
	}
	return ch
}

func (s *Server) mustVideo(id string) *video {
	v := s.videos[id]
	if v == nil || v.deleted {
		panic("youtubetest: no such video: " + id)
	}
	return v
}

func (s *Server) mustComment(id string) *comment {
	cm := s.comments[id]
	if cm == nil || cm.deleted {
		panic("youtubetest: no such comment: " + id)
	}
	return cm
}
