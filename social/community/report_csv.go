package community

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// CSVOptions suits a CSV file to the program that opens it. The zero value is what RFC 4180 says.
type CSVOptions struct {
	Comma        rune // between cells; 0 is ','. Spreadsheets in French or German take ';'
	DecimalComma bool // writes 0,5 instead of 0.5, for the same spreadsheets
	BOM          bool // begins with a byte order mark, by which Microsoft Excel knows UTF-8
}

// WriteCSV writes the report as CSV: a line of headings, the rows, then the totals with "total" for the network. What
// is not known is an empty cell. Times are dates if they are midnights, else RFC 3339.
//
// Texts that a spreadsheet would take for formulas get an apostrophe ahead, as OWASP advises, also behind a separator
// of another spreadsheet's: names of accounts are made by strangers. opts may be nil.
// See https://owasp.org/www-community/attacks/CSV_Injection.
func (r *Report) WriteCSV(w io.Writer, opts *CSVOptions) error {
	var o CSVOptions
	if opts != nil {
		o = *opts
	}
	if o.BOM {
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return fmt.Errorf("community: report: %w", err)
		}
	}
	out := csv.NewWriter(w)
	if o.Comma != 0 {
		out.Comma = o.Comma
	}
	lines := [][]string{{
		"from", "to", "network", "account", "kpi", "how", "value", "previous", "delta", "ratio", "known", "of", "previous_known", "previous_of",
	}}
	for i := range r.Rows {
		lines = append(lines, r.line(&r.Rows[i], o.DecimalComma))
	}
	for i := range r.Totals {
		line := r.line(&r.Totals[i], o.DecimalComma)
		line[2] = "total"
		lines = append(lines, line)
	}
	if err := out.WriteAll(lines); err != nil {
		return fmt.Errorf("community: report: %w", err)
	}
	return nil
}

// line is a row's cells.
func (r *Report) line(row *Row, decimalComma bool) []string {
	number := func(v *float64) string {
		if v == nil {
			return ""
		}
		s := strconv.FormatFloat(*v, 'f', -1, 64)
		if decimalComma {
			s = strings.Replace(s, ".", ",", 1)
		}
		return s
	}
	return []string{
		day(r.Period.From), day(r.Period.To), harmless(row.Network), harmless(row.Account), harmless(row.KPI), string(row.How),
		number(row.Value), number(row.Previous), number(row.Delta), number(row.Ratio),
		strconv.Itoa(row.Known), strconv.Itoa(row.Of), strconv.Itoa(row.PreviousKnown), strconv.Itoa(row.PreviousOf),
	}
}

// day is the date if t is a midnight, else the whole time.
func day(t time.Time) string {
	if midnight(t) {
		return t.Format(time.DateOnly)
	}
	return t.Format(time.RFC3339)
}

// harmless puts an apostrophe ahead of whatever a spreadsheet would take for a formula: at the beginning, and behind
// characters that separate cells for some program.
func harmless(s string) string {
	var b strings.Builder
	start := true
	for _, r := range s {
		switch r {
		case '=', '+', '-', '@', '＝', '＋', '－', '＠':
			if start {
				b.WriteByte('\'')
			}
			start = false
		case ',', ';', '|', '\t', '\r', '\n':
			if start && b.Len() == 0 && (r == '\t' || r == '\r' || r == '\n') {
				b.WriteByte('\'')
			}
			start = true
		case ' ', '"', '\u00a0', '\ufeff': // which programs take away
		default:
			start = false
		}
		b.WriteRune(r)
	}
	return b.String()
}
