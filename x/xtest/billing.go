package xtest

import (
	"fmt"
	"maps"
	"net/http"
	"time"
)

// Money is an amount in thousandths of a US dollar, the smallest unit of the price list.
type Money int64

// USD is the amount in dollars.
func (m Money) USD() float64 { return float64(m) / 1000 }

// String is the amount with its unit, such as "$0.015".
func (m Money) String() string { return fmt.Sprintf("$%d.%03d", m/1000, m%1000) }

// A Resource is what the network counts and charges for.
type Resource string

// The billed resources, see https://docs.x.com/x-api/getting-started/pricing.
const (
	PostRead          Resource = "post read"
	UserRead          Resource = "user read"
	DMRead            Resource = "dm event read"
	OwnedRead         Resource = "owned read" // data of the user who owns the app
	LikeRead          Resource = "like read"
	MuteRead          Resource = "mute read"
	BlockRead         Resource = "block read"
	ListRead          Resource = "list read"
	CountsRecent      Resource = "counts recent"
	CountsAll         Resource = "counts all"
	PostCreate        Resource = "post create"
	PostCreateURL     Resource = "post create with url"
	PostCreateReply   Resource = "post create summoned reply"
	DMCreate          Resource = "dm create"
	InteractionCreate Resource = "interaction create"
	InteractionDelete Resource = "interaction delete"
	Bookmark          Resource = "bookmark"
	ContentManage     Resource = "content manage"
	MediaMetadata     Resource = "media metadata"
	MuteDelete        Resource = "mute delete"
	PrivacyUpdate     Resource = "privacy update"
	ListCreate        Resource = "list create"
	ListManage        Resource = "list manage"
	ActivityPost      Resource = "activity post"   // post and profile events
	ActivityFollow    Resource = "activity follow" // follow.*, dm.received
	ActivityPrivate   Resource = "activity mute"   // mute.*, block.*, like.create
)

// DefaultPrices is the price list of August 2026.
func DefaultPrices() map[Resource]Money {
	return map[Resource]Money{
		PostRead: 5, UserRead: 10, DMRead: 10, OwnedRead: 1, LikeRead: 1, MuteRead: 1, BlockRead: 1, ListRead: 5,
		CountsRecent: 5, CountsAll: 10, PostCreate: 15, PostCreateURL: 200, PostCreateReply: 10, DMCreate: 15,
		InteractionCreate: 15, InteractionDelete: 10, Bookmark: 5, ContentManage: 5, MediaMetadata: 5,
		MuteDelete: 5, PrivacyUpdate: 10, ListCreate: 10, ListManage: 5,
		ActivityPost: 5, ActivityFollow: 10, ActivityPrivate: 1,
	}
}

// A Bill is what has been charged.
type Bill struct {
	Units map[Resource]int
	Total Money
}

// charge is one billed unit. Units with an id are billed once per app and UTC day.
type charge struct {
	resource Resource
	id       string
}

type ledger struct {
	units   map[Resource]int
	total   Money
	credit  Money
	limited bool
	day     string
	seen    map[string]bool
	reads   map[string]int            // post reads per month
	daily   map[string]map[string]int // post reads per day and app
}

func newLedger(credit Money) ledger {
	return ledger{
		units: map[Resource]int{}, credit: credit, limited: credit > 0, seen: map[string]bool{},
		reads: map[string]int{}, daily: map[string]map[string]int{},
	}
}

// Billing is what has been charged since the start or the last [Server.ResetBilling].
func (s *Server) Billing() Bill {
	s.mu.Lock()
	defer s.mu.Unlock()
	return Bill{Units: maps.Clone(s.ledger.units), Total: s.ledger.total}
}

// ResetBilling sets the bill to zero. What was read today stays paid for.
func (s *Server) ResetBilling() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.ledger.units)
	s.ledger.total = 0
}

// SetCredit sets what is left to spend. At 0 or below every operation answers 402.
func (s *Server) SetCredit(m Money) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ledger.credit, s.ledger.limited = m, true
}

// Credit is what is left to spend; it means nothing if the credit is endless.
func (s *Server) Credit() Money {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ledger.credit
}

// solvent refuses everything once the credit is used up.
func (s *Server) solvent() *apiError {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.ledger.limited || s.ledger.credit > 0 {
		return nil
	}
	if s.opts.OldProblemURIs {
		return problem(http.StatusPaymentRequired, "credits", "CreditsDepleted",
			"Your enrolled account does not have any credits to fulfill this request.").with(object{"account_id": "1"})
	}
	return problem(http.StatusPaymentRequired, creditsDepleted, "Payment Required",
		"Your enrolled account does not have any credits to fulfill this request.").with(object{"account_id": "1"})
}

// charge notes a unit that is billed if the call succeeds.
func (c *call) charge(resource Resource, id string) {
	c.bill = append(c.bill, charge{resource, id})
}

// capped refuses post reads beyond the month's cap.
func (s *Server) capped(c *call) *apiError {
	if s.ledger.reads[s.now().UTC().Format("2006-01")] < s.opts.PostCap {
		return nil
	}
	for _, item := range c.bill {
		if item.resource == PostRead || item.resource == OwnedRead {
			return problem(http.StatusTooManyRequests, usageCapped, "UsageCapExceeded", "Usage cap exceeded: Monthly product cap").
				with(object{"period": "Monthly", "scope": "Product", "account_id": "1"})
		}
	}
	return nil
}

// settle bills a call.
func (s *Server) settle(c *call) {
	for _, item := range c.bill {
		s.pay(c.app, item)
	}
	c.bill = nil
}

func (s *Server) pay(a *app, item charge) {
	day := s.now().UTC().Format(time.DateOnly)
	if day != s.ledger.day {
		s.ledger.day = day
		clear(s.ledger.seen)
	}
	if item.id != "" {
		key := a.ID + " " + string(item.resource) + " " + item.id
		if s.ledger.seen[key] {
			return
		}
		s.ledger.seen[key] = true
	}
	s.ledger.units[item.resource]++
	price := s.opts.Prices[item.resource]
	s.ledger.total += price
	s.ledger.credit -= price
	if item.resource == PostRead {
		s.ledger.reads[day[:7]]++
		if s.ledger.daily[day] == nil {
			s.ledger.daily[day] = map[string]int{}
		}
		s.ledger.daily[day][a.ID]++
	}
}
