package community

import "time"

// Period is the time from From on up to To, which is not included.
type Period struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Month is a calendar month in a time zone; loc must not be nil.
func Month(year int, month time.Month, loc *time.Location) Period {
	return Period{From: time.Date(year, month, 1, 0, 0, 0, 0, loc), To: time.Date(year, month+1, 1, 0, 0, 0, 0, loc)}
}

// Contains reports whether t lies in the period.
func (p Period) Contains(t time.Time) bool { return !t.Before(p.From) && t.Before(p.To) }

// Previous is the period to compare with, which ends where p begins: as many months if p is whole calendar months, as
// many days if it is whole days, or else as long. Months and days are those of From's time zone, so a day on which the
// clocks change is a day.
func (p Period) Previous() Period {
	from, to := p.From, p.To.In(p.From.Location())
	whole := midnight(from) && midnight(to)
	switch {
	case whole && from.Day() == 1 && to.Day() == 1:
		months := (to.Year()-from.Year())*12 + int(to.Month()) - int(from.Month())
		return Period{From: from.AddDate(0, -months, 0), To: from}
	case whole:
		days := int(DateOf(to).utc().Sub(DateOf(from).utc()) / (24 * time.Hour))
		return Period{From: from.AddDate(0, 0, -days), To: from}
	default:
		return Period{From: from.Add(-p.To.Sub(p.From)), To: from}
	}
}

// midnight reports whether a day begins at t.
func midnight(t time.Time) bool {
	return t.Equal(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location()))
}
