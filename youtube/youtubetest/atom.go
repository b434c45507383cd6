package youtubetest

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

const atomType = "application/atom+xml"

// atomTime is a time as feeds have it.
func atomTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05-07:00") }

func escape(text string) string {
	var out strings.Builder
	_ = xml.EscapeText(&out, []byte(text)) // a builder never fails
	return out.String()
}

func entry(v *video) string {
	return fmt.Sprintf(` <entry>
  <id>yt:video:%[1]s</id>
  <yt:videoId>%[1]s</yt:videoId>
  <yt:channelId>%[2]s</yt:channelId>
  <title>%[3]s</title>
  <link rel="alternate" href="%[4]s"/>
  <author>
   <name>%[5]s</name>
   <uri>%[6]s</uri>
  </author>
  <published>%[7]s</published>
  <updated>%[8]s</updated>
 </entry>
`, v.ID, v.owner.id, escape(v.Title), v.watchURL(), escape(v.owner.Title), v.owner.url(), atomTime(v.since()),
		v.updated.UTC().Format("2006-01-02T15:04:05.000000-07:00"))
}

// notice is the body of a notification about a video that is new or has changed.
func notice(topic string, v *video, at time.Time) string {
	return `<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns="http://www.w3.org/2005/Atom"><link rel="hub" href="https://pubsubhubbub.appspot.com"/><link rel="self" href="` +
		escape(topic) + `"/><title>YouTube video feed</title><updated>` + at.UTC().Format("2006-01-02T15:04:05.000000000-07:00") + "</updated>\n" + entry(v) + "</feed>\n"
}

// tombstone is the body of a notification about a video that cannot be seen any more.
func tombstone(v *video, at time.Time) string {
	return fmt.Sprintf(`<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:at="http://purl.org/atompub/tombstones/1.0" xmlns="http://www.w3.org/2005/Atom"><at:deleted-entry ref="yt:video:%s" when="%s">
  <link href="%s"/>
  <at:by>
   <name>%s</name>
   <uri>%s</uri>
  </at:by>
 </at:deleted-entry></feed>
`, v.ID, at.UTC().Format("2006-01-02T15:04:05.000000-07:00"), v.watchURL(), escape(v.owner.Title), v.owner.url())
}

// serveFeed is the public feed of a channel, its 15 newest videos.
func (s *Server) serveFeed(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	ch := s.channels[r.URL.Query().Get("channel_id")]
	if ch == nil {
		notFoundPage(w)
		return
	}
	var out strings.Builder
	fmt.Fprintf(&out, `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns="http://www.w3.org/2005/Atom">
 <link rel="self" href="http://www.youtube.com/feeds/videos.xml?channel_id=%[1]s"/>
 <id>yt:channel:%[1]s</id>
 <yt:channelId>%[1]s</yt:channelId>
 <title>%[2]s</title>
 <link rel="alternate" href="%[3]s"/>
 <published>%[4]s</published>
`, ch.id, escape(ch.Title), ch.url(), atomTime(ch.created))
	var newest []*video
	for _, v := range ch.videos {
		if s.listed(v, nil) {
			newest = append(newest, v)
		}
	}
	slices.SortStableFunc(newest, func(a, b *video) int { return b.since().Compare(a.since()) })
	for _, v := range newest[:min(15, len(newest))] {
		out.WriteString(entry(v))
	}
	out.WriteString("</feed>\n")
	writeRaw(w, http.StatusOK, "text/xml; charset=UTF-8", []byte(out.String()))
}

func notFoundPage(w http.ResponseWriter) {
	writeRaw(w, http.StatusNotFound, "text/html; charset=UTF-8", []byte(`<!DOCTYPE html>
<html lang=en>
  <title>Error 404 (Not Found)!!1</title>
  <p><b>404.</b> <ins>That’s an error.</ins>
  <p>The requested URL was not found on this server.  <ins>That’s all we know.</ins>
`))
}
