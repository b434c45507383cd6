package xtest

import (
	"encoding/json"
	"strconv"
)

// activityView asks for the fields that events carry, in the tweet.* dialect.
func (s *Server) activityView() *call {
	return &call{srv: s, caller: &caller{kind: appOnly, app: s.apps[0]}, view: &view{
		expand: map[string]bool{},
		fields: map[string]map[string]bool{
			"post": set([]string{
				"author_id", "created_at", "conversation_id", "lang", "possibly_sensitive", "reply_settings", "public_metrics",
				"paid_partnership", "display_text_range", "edit_controls", "in_reply_to_user_id", "referenced_tweets",
				"attachments", "entities", "note_tweet",
			}),
			"user": set([]string{
				"created_at", "protected", "verified", "verified_type", "is_identity_verified", "profile_image_url",
				"public_metrics", "description", "location", "profile_banner_url", "url", "entities", "pinned_tweet_id",
				"most_recent_tweet_id",
			}),
		},
	}}
}

func (s *Server) activityPost(p *post) object {
	o := s.activityView().postFields(p)
	if p.replyTo != nil {
		o["in_reply_to_tweet_id"] = p.replyTo.idText()
	}
	return o
}

func (s *Server) activityUser(u *user) object {
	return s.activityView().userJSON(u, newIncludes())
}

// oldLinks are the links of a text in the form of version 1.1.
func oldLinks(w wireText) []object {
	list := []object{}
	for _, e := range w.entities {
		if e.kind == entityURL {
			list = append(list, object{
				"url": e.text, "expanded_url": withScheme(e.expanded), "display_url": displayURL(e.expanded), "indices": []int{e.start, e.end},
			})
		}
	}
	return list
}

// activityMessage is a message in the form of version 1.1.
func (s *Server) activityMessage(m *message, receiver *user) object {
	recipient := receiver
	if receiver == m.sender {
		for _, u := range m.conv.members {
			if u != m.sender {
				recipient = u
			}
		}
	}
	people := object{}
	for _, u := range []*user{m.sender, recipient} {
		people[u.idText()] = object{"data": s.activityUser(u)}
	}
	content := object{
		"text":     m.wire.text,
		"entities": object{"hashtags": []object{}, "symbols": []object{}, "user_mentions": []object{}, "urls": oldLinks(m.wire)},
	}
	if m.media != nil {
		content["attachment"] = object{"type": "media", "media": object{
			"id": json.Number(idText(m.media.id)), "id_str": idText(m.media.id), "type": m.media.kind(),
			"media_url_https": "https://ton.twitter.com/1.1/ton/data/dm/" + idText(m.id) + "/" + idText(m.media.id) + "/a.jpg",
		}}
	}
	create := object{
		"target": object{"recipient_id": recipient.idText()}, "sender_id": m.sender.idText(), "message_data": content,
	}
	return object{
		"direct_message_events": []object{{
			"type": "message_create", "id": idText(m.id), "created_timestamp": strconv.FormatInt(m.at.UnixMilli(), 10),
			"message_create": create,
		}},
		"users": people,
	}
}
