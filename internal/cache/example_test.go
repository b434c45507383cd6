package cache_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/relais-go/relais/internal/cache"
)

// What is asked for often and changes rarely is fetched once.
func ExampleValue() {
	limits := cache.Value[int]{For: time.Hour}
	fetched := 0
	fetch := func(context.Context) (*int, error) {
		fetched++
		return new(500), nil
	}
	for range 3 {
		limit, err := limits.Get(context.Background(), fetch)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Print(*limit, " ")
	}
	fmt.Println("fetched", fetched, "time")
	// Output: 500 500 500 fetched 1 time
}
