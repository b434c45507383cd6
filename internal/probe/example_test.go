package probe_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/relais-go/relais/internal/probe"
	"github.com/relais-go/relais/internal/probe/probetest"
)

func ExampleFile() {
	film := probetest.Media("garden.mp4", probetest.MP4(12*time.Second, 1080, 1920), 0)
	info, err := probe.File(context.Background(), film)
	if err != nil {
		log.Fatal(err)
	}
	width, height, _ := info.Size()
	duration, _ := info.Duration()
	fmt.Println(info.Type, info.Codec, width, height, duration)
	// Output: video/mp4 avc1 1080 1920 12s
}
