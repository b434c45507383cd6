package socialredis_test

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/redis/go-redis/v9"
	"golang.org/x/oauth2"

	"github.com/relais-go/relais/mastodon"
	"github.com/relais-go/relais/ratelimit"
	"github.com/relais-go/relais/social"
	"github.com/relais-go/relais/social/socialredis"
)

// One process of a fleet that answers mentions: all of them draw on one allowance, and each mention is answered by one.
func Example() { //nolint:testableexamples // needs Redis and a network
	ctx := context.Background()
	client := redis.NewUniversalClient(&redis.UniversalOptions{Addrs: []string{os.Getenv("REDIS_ADDR")}})
	defer func() { _ = client.Close() }()
	store, err := socialredis.New(client, &socialredis.Options{Prefix: "acme"})
	if err != nil {
		log.Fatal(err)
	}
	if err := store.Check(ctx); err != nil {
		log.Print(err) // it would lose something: no append-only file, say
	}
	token := oauth2.StaticTokenSource(&oauth2.Token{AccessToken: os.Getenv("MASTODON_TOKEN")})
	brand, err := mastodon.New(os.Getenv("MASTODON_SERVER"), token, &social.Options{
		Limiter: ratelimit.New(&ratelimit.Options{Store: store}),
	})
	if err != nil {
		log.Fatal(err)
	}
	const inbox = "mastodon/acme"
	for event, err := range social.ListenStored(ctx, brand, store, inbox, nil) {
		if err != nil {
			log.Fatal(err)
		}
		err := social.DealOnce(ctx, store, inbox+"/"+event.ID, func(ctx context.Context) error {
			_, err := social.Reply(ctx, brand, event.Ref, &social.Draft{Text: "Thank you!"})
			return err
		})
		if err != nil {
			log.Fatal(err)
		}
	}
}

// Tokens are sealed before they leave the process. After a change of the key the old one still opens what it has sealed.
func ExampleOptions() { //nolint:testableexamples // needs Redis
	key := func(variable string) cipher.AEAD {
		block, err := aes.NewCipher([]byte(os.Getenv(variable))) // 32 bytes
		if err != nil {
			log.Fatal(err)
		}
		a, err := cipher.NewGCM(block)
		if err != nil {
			log.Fatal(err)
		}
		return a
	}
	client := redis.NewUniversalClient(&redis.UniversalOptions{Addrs: []string{os.Getenv("REDIS_ADDR")}})
	store, err := socialredis.New(client, &socialredis.Options{
		AEAD: key("TOKEN_KEY"), OldAEADs: []cipher.AEAD{key("TOKEN_KEY_OF_LAST_YEAR")},
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := store.SaveToken(context.Background(), "x/acme", &oauth2.Token{AccessToken: "token-123"}); err != nil {
		log.Fatal(err)
	}
}

// While Redis is away no call goes out, and nobody waits for ever.
func ExampleStore_Update() {
	client := redis.NewClient(&redis.Options{Addr: "127.0.0.1:1"}) // where no Redis is
	defer func() { _ = client.Close() }()
	store, err := socialredis.New(client, &socialredis.Options{Wait: 100 * time.Millisecond})
	if err != nil {
		fmt.Println(err)
		return
	}
	limiter := ratelimit.New(&ratelimit.Options{Store: store})
	_, err = limiter.Acquire(context.Background(), social.Call{
		Network: "x", Op: "post", Charges: []social.Charge{{Budget: "x/acme/posts"}},
	})
	fmt.Println(errors.Is(err, social.ErrUnavailable))
	// Output: true
}
