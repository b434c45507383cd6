package facebook

import "time"

// pacific is the time in California, in which Facebook's days begin and end. It needs no table of zones, which many
// systems lack: the rule is that of the United States since 2007.
func pacific(t time.Time) *time.Location {
	t = t.UTC()
	sunday := func(month time.Month, nth, hour int) time.Time {
		first := time.Date(t.Year(), month, 1, hour, 0, 0, 0, time.UTC)
		return first.AddDate(0, 0, (7-int(first.Weekday()))%7+7*(nth-1))
	}
	if !t.Before(sunday(time.March, 2, 10)) && t.Before(sunday(time.November, 1, 9)) {
		return time.FixedZone("PDT", -7*60*60)
	}
	return time.FixedZone("PST", -8*60*60)
}

// pacificMidnight is when the day of Facebook's calendar begins that a moment is in.
func pacificMidnight(t time.Time) time.Time {
	local := t.In(pacific(t))
	return midnightOf(local.Date())
}

// midnightOf is when a date begins in California: clocks change at two, so the zone is that of the moment itself.
func midnightOf(year int, month time.Month, day int) time.Time {
	guess := time.Date(year, month, day, 8, 0, 0, 0, time.UTC)
	return time.Date(year, month, day, 0, 0, 0, 0, pacific(guess))
}

// pacificDays lists the days of Facebook's calendar that begin in a range, each by its beginning, and the end of the
// last one.
func pacificDays(from, to time.Time) (days []time.Time, end time.Time) {
	day := pacificMidnight(from)
	if day.Before(from) {
		day = nextPacific(day)
	}
	for ; day.Before(to); day = nextPacific(day) {
		days = append(days, day)
	}
	return days, day
}

// nextPacific is when the following day begins.
func nextPacific(day time.Time) time.Time {
	year, month, date := day.Date()
	return midnightOf(year, month, date+1)
}
