package pending_test

import (
	"fmt"
	"log"

	"github.com/relais-go/relais/internal/pending"
	"github.com/relais-go/relais/social"
)

// A publication whose answer was lost travels to the process that goes on with it.
func ExampleInterrupted() {
	type state struct {
		Container string `json:"container"`
	}
	lost := &social.Error{Network: "instagram", Op: "publish", Kind: social.ErrUncertain}
	err := pending.Interrupted(lost, &social.Pending{Network: "instagram", Key: "spring", Stage: social.StageConfirm}, state{Container: "17"})

	p, ok := social.PendingOf(err)
	if !ok {
		log.Fatal(err)
	}
	back, err := pending.Restore[state]("instagram", p)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(p.Stage, back.Container)
	// Output: confirm 17
}
