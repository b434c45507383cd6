package youtubetest

import (
	"encoding/base64"
	"math/rand/v2"
	"strings"
)

// ids makes ids of the network's forms. Equal seeds give equal ids in the same order.
type ids struct {
	random *rand.Rand
	serial int
}

func newIDs(seed uint64) ids {
	return ids{random: rand.New(rand.NewPCG(seed, 0x596f7554756265))} //nolint:gosec // no secret depends on it
}

const idLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// text is a text of n letters that no other call returns.
func (g *ids) text(n int) string {
	g.serial++
	out := make([]byte, n)
	for i := range out {
		out[i] = idLetters[g.random.IntN(len(idLetters))]
	}
	// The serial number makes ids differ, and the first letter keeps command lines and markup out of trouble.
	number := g.serial
	for i := 1; i < n && number > 0; i++ {
		out[i] = idLetters[number%len(idLetters)]
		number /= len(idLetters)
	}
	out[0] = idLetters[int(out[0])%52]
	return string(out)
}

// seq is a number that always grows.
func (g *ids) seq() int {
	g.serial++
	return g.serial
}

func (g *ids) channel() string  { return "UC" + g.text(22) }
func (g *ids) video() string    { return g.text(11) }
func (g *ids) playlist() string { return "PL" + g.text(32) }
func (g *ids) comment() string  { return "Ug" + g.text(17) + "4AaABAg" }
func (g *ids) reply() string    { return g.text(22) }

// uploadsOf is the uploads playlist of a channel, whose id differs in one letter.
func uploadsOf(channel string) string { return "UU" + strings.TrimPrefix(channel, "UC") }

// itemOf is the id of a playlist item, which holds both parts, encoded.
func itemOf(playlist, place string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(playlist + "." + place))
}
