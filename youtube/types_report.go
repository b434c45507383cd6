package youtube

import "strings"

// A Report is a table of numbers about a channel. Columns may come in another order than asked: find them by name.
// See https://developers.google.com/youtube/analytics/reference/reports/query#response.
type Report struct {
	Kind    string   `json:"kind,omitempty"`
	Columns []Column `json:"columnHeaders,omitempty"`
	Rows    [][]any  `json:"rows,omitempty"` // absent when there is nothing to tell; text is a string, a number a float64
}

// A Column describes a column of a [Report].
type Column struct {
	Name string `json:"name,omitempty"`
	Type string `json:"columnType,omitempty"` // "DIMENSION" or "METRIC"
	Data string `json:"dataType,omitempty"`   // "STRING", "INTEGER", "FLOAT"
}

// Column is the position of a column, -1 if there is none of this name.
func (r *Report) Column(name string) int {
	for i, c := range r.Columns {
		if strings.EqualFold(c.Name, name) {
			return i
		}
	}
	return -1
}

// Float is the number in a row's column of this name; false if it is not there or is none.
func (r *Report) Float(row int, name string) (float64, bool) {
	v, ok := r.cell(row, name).(float64)
	return v, ok
}

// Text is the text in a row's column of this name, "" if it is not there or is none.
func (r *Report) Text(row int, name string) string {
	s, _ := r.cell(row, name).(string)
	return s
}

func (r *Report) cell(row int, name string) any {
	column := r.Column(name)
	if column < 0 || row < 0 || row >= len(r.Rows) || column >= len(r.Rows[row]) {
		return nil
	}
	return r.Rows[row][column]
}
