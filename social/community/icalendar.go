package community

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// WriteICalendar writes the plan in the form that calendar programs read and subscribe to (RFC 5545), so that everybody
// sees what will be published when. Each entry is an event of a quarter of an hour that does not make anybody busy, with
// the networks and the beginning of the text as its title, and the text below. Events keep their UID when the plan is
// written again, as long as slot, hour and targets stay.
//
// made is when the plan was made, which the format asks for. Errors are those of w.
func (p *Plan) WriteICalendar(w io.Writer, made time.Time) error {
	out := bufio.NewWriter(w)
	line := func(name, value string) { fold(out, name+":"+value) }
	line("BEGIN", "VCALENDAR")
	line("VERSION", "2.0")
	line("PRODID", "-//relais-go//relais//EN")
	for i := range p.Entries {
		e := &p.Entries[i]
		line("BEGIN", "VEVENT")
		line("UID", e.uid())
		line("DTSTAMP", made.UTC().Format(icalTime))
		line("DTSTART", e.At.UTC().Format(icalTime))
		line("DURATION", "PT15M")
		line("TRANSP", "TRANSPARENT")
		line("SUMMARY", icalText(e.title()))
		if e.Draft != nil && e.Draft.Text != "" {
			line("DESCRIPTION", icalText(e.Draft.Text))
		}
		if e.Category != "" {
			line("CATEGORIES", icalText(e.Category))
		}
		line("END", "VEVENT")
	}
	line("END", "VCALENDAR")
	if err := out.Flush(); err != nil {
		return fmt.Errorf("community: calendar: %w", err)
	}
	return nil
}

const (
	icalTime  = "20060102T150405Z"
	icalLine  = 75 // bytes of a line at most
	icalTitle = 60 // characters of the text in a title
)

// uid names the entry.
func (e *Entry) uid() string {
	parts := []string{e.Slot, e.At.UTC().Format(time.RFC3339)}
	for _, t := range e.Targets {
		parts = append(parts, t.Network, t.Account)
	}
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16]) + "@relais"
}

// title is the networks and the beginning of the text.
func (e *Entry) title() string {
	networks := make([]string, len(e.Targets))
	for i, t := range e.Targets {
		networks[i] = t.Network
	}
	title := strings.Join(networks, ", ")
	if e.Draft == nil {
		return title
	}
	text := e.Draft.Title
	if text == "" {
		text = e.Draft.Text
	}
	text, _, _ = strings.Cut(strings.TrimSpace(text), "\n")
	if runes := []rune(text); len(runes) > icalTitle {
		text = string(runes[:icalTitle-1]) + "…"
	}
	return title + ": " + text
}

// icalText escapes a text.
func icalText(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(s, "\uFFFD"))
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(s)
}

// fold writes a line in pieces of at most 75 bytes, each but the first behind a blank, and never cuts a character.
// Errors stay with the writer until it is flushed.
func fold(w *bufio.Writer, s string) {
	for room := icalLine; len(s) > room; room = icalLine - 1 {
		cut := room
		for !utf8.RuneStart(s[cut]) {
			cut--
		}
		_, _ = w.WriteString(s[:cut] + "\r\n ")
		s = s[cut:]
	}
	_, _ = w.WriteString(s + "\r\n")
}
