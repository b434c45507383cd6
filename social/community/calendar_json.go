package community

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// slotJSON is how a Slot is written.
type slotJSON struct {
	Name     string    `json:"name"`
	Days     []weekday `json:"days"`
	At       TimeOfDay `json:"at"`
	Targets  []Target  `json:"targets"`
	Category string    `json:"category,omitempty"`
	Jitter   duration  `json:"jitter,omitzero"`
}

// MarshalJSON writes days by their English names, as "monday", and the jitter as "10m0s".
func (s Slot) MarshalJSON() ([]byte, error) {
	out := slotJSON{Name: s.Name, At: s.At, Targets: s.Targets, Category: s.Category, Jitter: duration(s.Jitter)}
	for _, d := range s.Days {
		out.Days = append(out.Days, weekday(d))
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON writes; the case of names of days does not matter.
func (s *Slot) UnmarshalJSON(data []byte) error {
	var in slotJSON
	if err := json.Unmarshal(data, &in); err != nil {
		return fmt.Errorf("community: slot: %w", err)
	}
	*s = Slot{Name: in.Name, At: in.At, Targets: in.Targets, Category: in.Category, Jitter: time.Duration(in.Jitter)}
	for _, d := range in.Days {
		s.Days = append(s.Days, time.Weekday(d))
	}
	return nil
}

type (
	plainHour Hour
	hourJSON  struct {
		plainHour

		Weekday weekday `json:"weekday"`
	}
)

// MarshalJSON implements [json.Marshaler].
func (h Hour) MarshalJSON() ([]byte, error) {
	return json.Marshal(hourJSON{plainHour(h), weekday(h.Weekday)})
}

// UnmarshalJSON implements [json.Unmarshaler].
func (h *Hour) UnmarshalJSON(data []byte) error {
	var in hourJSON
	err := json.Unmarshal(data, &in)
	*h = Hour(in.plainHour)
	h.Weekday = time.Weekday(in.Weekday)
	return err
}

// weekday is a day of the week by its English name.
type weekday time.Weekday

func (d weekday) MarshalText() ([]byte, error) {
	if d < weekday(time.Sunday) || d > weekday(time.Saturday) {
		return nil, fmt.Errorf("community: weekday %d does not exist", int(d))
	}
	return []byte(strings.ToLower(time.Weekday(d).String())), nil
}

func (d *weekday) UnmarshalText(text []byte) error {
	for day := time.Sunday; day <= time.Saturday; day++ {
		if strings.EqualFold(day.String(), string(text)) {
			*d = weekday(day)
			return nil
		}
	}
	return fmt.Errorf("community: no weekday is called %.20q", text)
}

// duration is a time.Duration as people write it.
type duration time.Duration

func (d duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

func (d *duration) UnmarshalText(text []byte) error {
	read, err := time.ParseDuration(string(text))
	if err != nil {
		return fmt.Errorf("community: %w", err)
	}
	*d = duration(read)
	return nil
}
