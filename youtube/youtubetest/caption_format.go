package youtubetest

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// cue is a text with the time of its display.
type cue struct {
	from, to time.Duration
	lines    []string
}

// convertCaption brings a track into a format: "srt", "vtt" or "sbv". The empty format leaves it as it is,
// and so does the format that it has.
func convertCaption(content []byte, format string) ([]byte, bool) {
	if format == "" || format == captionFormat(content) {
		return content, true
	}
	cues, ok := parseCues(content)
	if !ok {
		return nil, false
	}
	var out bytes.Buffer
	if format == "vtt" {
		out.WriteString("WEBVTT\n\n")
	}
	for i, one := range cues {
		switch format {
		case "srt":
			fmt.Fprintf(&out, "%d\n%s --> %s\n", i+1, cueTime(one.from, ",", 2), cueTime(one.to, ",", 2))
		case "vtt":
			fmt.Fprintf(&out, "%s --> %s\n", cueTime(one.from, ".", 2), cueTime(one.to, ".", 2))
		case "sbv":
			fmt.Fprintf(&out, "%s,%s\n", cueTime(one.from, ".", 1), cueTime(one.to, ".", 1))
		default:
			return nil, false
		}
		out.WriteString(strings.Join(one.lines, "\n") + "\n\n")
	}
	return out.Bytes(), true
}

func captionFormat(content []byte) string {
	head := string(content[:min(len(content), 200)])
	switch {
	case strings.HasPrefix(head, "WEBVTT"):
		return "vtt"
	case strings.Contains(head, "-->"):
		return "srt"
	case strings.HasPrefix(head, "Scenarist_SCC"):
		return "scc"
	case strings.Contains(head, "<tt"):
		return "ttml"
	}
	return "sbv"
}

func parseCues(content []byte) ([]cue, bool) {
	text := strings.ReplaceAll(strings.TrimPrefix(string(content), "\ufeff"), "\r\n", "\n")
	var out []cue
	for block := range strings.SplitSeq(text, "\n\n") {
		lines := strings.Split(strings.Trim(block, "\n"), "\n")
		for i, line := range lines {
			from, to, ok := cueSpan(line)
			if !ok {
				continue
			}
			out = append(out, cue{from, to, lines[i+1:]})
			break
		}
	}
	return out, len(out) > 0
}

// cueSpan reads the line with the times of a cue.
func cueSpan(line string) (from, to time.Duration, ok bool) {
	first, second, found := strings.Cut(line, "-->")
	if !found {
		first, second, found = strings.Cut(line, ",")
	}
	second, _, _ = strings.Cut(strings.TrimSpace(second), " ")
	from, okFrom := parseCueTime(strings.TrimSpace(first))
	to, okTo := parseCueTime(second)
	return from, to, found && okFrom && okTo
}

func parseCueTime(text string) (time.Duration, bool) {
	var h, m, s, ms int
	text = strings.Replace(text, ",", ".", 1)
	if _, err := fmt.Sscanf(text, "%d:%d:%d.%d", &h, &m, &s, &ms); err != nil {
		h = 0
		if _, err := fmt.Sscanf(text, "%d:%d.%d", &m, &s, &ms); err != nil {
			return 0, false
		}
	}
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second + time.Duration(ms)*time.Millisecond, true
}

func cueTime(d time.Duration, point string, hourDigits int) string {
	return fmt.Sprintf("%0*d:%02d:%02d%s%03d", hourDigits, int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60, point, d.Milliseconds()%1000)
}
