package stream_test

import (
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relais-go/relais/internal/stream"
)

// pieces is a connection that brings one piece with each read, or as much of it as there is room for.
type pieces struct{ all []string }

func (p *pieces) Read(b []byte) (int, error) {
	if len(p.all) == 0 {
		return 0, io.EOF
	}
	n := copy(b, p.all[0])
	if p.all[0] = p.all[0][n:]; p.all[0] == "" {
		p.all = p.all[1:]
	}
	return n, nil
}

// TestLinesHoldLittle: a stream on which little happens costs little, also after something long; a busy one is read
// in large pieces.
func TestLinesHoldLittle(t *testing.T) {
	t.Parallel()
	p := &pieces{}
	l := stream.NewLines(p, 0)
	read := func(piece string, times int) {
		for range times {
			p.all = append(p.all, piece)
			for range strings.Count(piece, "\n") {
				_, err := l.Next()
				require.NoError(t, err)
			}
		}
	}
	read(":\n", 5)
	assert.Equal(t, 1<<10, l.Buffer())
	read(strings.Repeat("x", 3<<10)+"\n", 1)
	assert.Equal(t, 4<<10, l.Buffer(), "something longer came")
	read(strings.Repeat("event\n", 1000), 100)
	assert.Equal(t, 16<<10, l.Buffer(), "it is busy")
	read(":\n", 100)
	assert.Equal(t, 1<<10, l.Buffer(), "nothing happens any more")
	read(strings.Repeat("x", 2<<20)+"\n", 1)
	assert.Greater(t, l.Buffer(), 2<<20)
	read(":\n", 1)
	assert.Equal(t, 1<<10, l.Buffer(), "so large a buffer is given back at once")
}

// TestLinesAnyPieces: lines of any length come whole, however they arrive.
func TestLinesAnyPieces(t *testing.T) {
	t.Parallel()
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 3))
		var want []string
		for range 300 {
			n := r.IntN(40)
			if r.IntN(20) == 0 {
				n = r.IntN(100 << 10)
			}
			want = append(want, strings.Repeat(string(rune('a'+r.IntN(26))), n))
		}
		text := strings.Join(want, "\n") + "\n"
		p := &pieces{}
		for text != "" {
			n := min(len(text), 1+r.IntN(1<<r.IntN(17)))
			p.all = append(p.all, text[:n])
			text = text[n:]
		}
		got, err := allLines(stream.NewLines(p, 0))
		require.ErrorIs(t, err, io.EOF)
		require.Equal(t, want, got, "seed %d", seed)
	}
}
