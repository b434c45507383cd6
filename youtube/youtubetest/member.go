package youtubetest

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// level is what members of a channel pay for.
type level struct{ id, name string }

// member is a viewer who pays for a channel.
type member struct {
	of, who *channel
	level   level
	since   time.Time
}

// AddMember makes a viewer a member of a channel, at a level that is made if there is none of that name, or moves the
// viewer to it.
func (s *Server) AddMember(channel, viewer, levelName string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, who := s.mustChannel(channel), s.mustChannel(viewer)
	at := slices.IndexFunc(ch.levels, func(l level) bool { return l.name == levelName })
	if at < 0 {
		at = len(ch.levels)
		ch.levels = append(ch.levels, level{s.ids.text(24), levelName})
	}
	s.members = append(s.members, &member{ch, who, ch.levels[at], s.now()})
}

// current are the members of a channel now, oldest first: of each the last change counts.
func (s *Server) current(ch *channel) []*member {
	last := map[*channel]*member{}
	for _, m := range s.members {
		if m.of == ch {
			last[m.who] = m
		}
	}
	return slices.DeleteFunc(slices.Clone(s.members), func(m *member) bool { return last[m.who] != m })
}

func membershipsOff() *apiError {
	return forbidden("youtube.member", "channelMembershipsNotEnabled", "The creator channel does not have channel memberships enabled.")
}

const memberTokenPrefix = "mt"

// listMembers is members.list, see https://developers.google.com/youtube/v3/docs/members/list. In the mode updates the
// first answer is empty and has the token that later changes are asked for with.
func listMembers(c *call) (any, error) {
	me, err := c.me()
	if err != nil {
		return nil, err
	}
	if len(me.levels) == 0 {
		return nil, membershipsOff()
	}
	found := c.srv.current(me)
	updates := c.text("mode") == "updates"
	if updates {
		if found, err = c.memberUpdates(me); err != nil {
			return nil, err
		}
	}
	if name := c.text("hasAccessToLevel"); name != "" {
		at := slices.IndexFunc(me.levels, func(l level) bool { return l.id == name })
		if at < 0 {
			return nil, badRequest("youtube.member", "invalidParameter", "The level is not one of the channel's.").at("hasAccessToLevel")
		}
		found = slices.DeleteFunc(found, func(m *member) bool { return slices.Index(me.levels, m.level) < at })
	}
	if ids := c.text("filterByMemberChannelId"); ids != "" {
		wanted := strings.Split(ids, ",")
		found = slices.DeleteFunc(found, func(m *member) bool { return !slices.Contains(wanted, m.who.id) })
	}
	show := func(m *member) object { return c.memberJSON(me, m) }
	if !updates {
		return forward(listPage(c, "memberListResponse", found, show))
	}
	items := []object{}
	for _, m := range found {
		items = append(items, show(m))
	}
	out := fullList("memberListResponse", items)
	out["nextPageToken"] = memberTokenPrefix + strconv.Itoa(len(c.srv.members))
	return without(out), nil
}

// memberUpdates are the changes behind a token.
func (c *call) memberUpdates(me *channel) ([]*member, error) {
	token := c.text("pageToken")
	if token == "" {
		return nil, nil
	}
	rest, ok := strings.CutPrefix(token, memberTokenPrefix)
	from, err := strconv.Atoi(rest)
	if !ok || err != nil || from < 0 || from > len(c.srv.members) {
		return nil, badPage()
	}
	return slices.DeleteFunc(slices.Clone(c.srv.members[from:]), func(m *member) bool { return m.of != me }), nil
}

func (c *call) memberJSON(me *channel, m *member) object {
	o := object{}
	if c.parts["snippet"] {
		levels, durations := []string{}, []object{}
		months := max(1, int(c.srv.now().Sub(m.since).Hours()/24/30))
		for _, l := range me.levels {
			levels = append(levels, l.id)
			durations = append(durations, object{"level": l.id, "memberSince": stamp(m.since), "memberTotalDurationMonths": months})
			if l == m.level {
				break
			}
		}
		o["snippet"] = object{
			"creatorChannelId": me.id, "memberDetails": m.who.profile(),
			"membershipsDetails": object{
				"highestAccessibleLevel": m.level.id, "highestAccessibleLevelDisplayName": m.level.name, "accessibleLevels": levels,
				"membershipsDuration":         object{"memberSince": stamp(m.since), "memberTotalDurationMonths": months},
				"membershipsDurationAtLevels": durations,
			},
		}
	}
	return resource("member", "", o)
}

// listLevels is membershipsLevels.list, see https://developers.google.com/youtube/v3/docs/membershipsLevels/list.
func listLevels(c *call) (any, error) {
	me, err := c.me()
	if err != nil {
		return nil, err
	}
	if len(me.levels) == 0 {
		return nil, membershipsOff()
	}
	var items []object
	for _, l := range me.levels {
		o := object{}
		if c.parts["snippet"] {
			o["snippet"] = object{"creatorChannelId": me.id, "levelDetails": object{"displayName": l.name}}
		}
		items = append(items, resource("membershipsLevel", l.id, o))
	}
	return without(fullList("membershipsLevelListResponse", items), "pageInfo"), nil
}

// paid is a Super Chat with the chat that it stands in.
type paid struct {
	chat    *chat
	message *chatMessage
}

// listSuperChats is superChatEvents.list, see https://developers.google.com/youtube/v3/live/docs/superChatEvents/list: those
// of the last 30 days, the newest first.
func listSuperChats(c *call) (any, error) {
	me, err := c.me()
	if err != nil {
		return nil, err
	}
	var found []paid
	for _, ch := range c.srv.chats {
		for _, m := range ch.messages {
			if ch.broadcast.owner == me && m.kind == "superChatEvent" && m.At.After(c.srv.now().AddDate(0, 0, -30)) {
				found = append(found, paid{ch, m})
			}
		}
	}
	slices.SortFunc(found, func(a, b paid) int {
		if order := b.message.At.Compare(a.message.At); order != 0 {
			return order
		}
		return strings.Compare(a.message.ID, b.message.ID)
	})
	return forward(listPage(c, "superChatEventListResponse", found, func(p paid) object {
		o, m := object{}, p.message
		if c.parts["snippet"] {
			o["snippet"] = object{
				"channelId": me.id, "supporterDetails": m.author.profile(), "commentText": m.Text, "createdAt": fineStamp(m.At),
				"amountMicros": decimal(m.AmountMicros), "currency": m.Currency, "displayString": m.amount(), "messageType": 1,
				"isSuperStickerEvent": false,
			}
		}
		return resource("superChatEvent", m.ID, o)
	}))
}
