package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/relais-go/relais/social"
)

// measure compares what the networks say of the campaign. What one does not say is not 0 but missing.
func measure(ctx context.Context, accounts []*account) error {
	columns := []social.Metric{social.MetricViews, social.MetricImpressions, social.MetricLikes, social.MetricReactions, social.MetricComments, social.MetricShares}
	fmt.Println("\nNumbers:")
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	header := []string{"  NETWORK"}
	for _, m := range columns {
		header = append(header, strings.ToUpper(string(m)))
	}
	rows := []string{strings.Join(header, "\t") + "\t"}
	for _, a := range accounts {
		reports, err := social.PostMetrics(ctx, a.client, a.post)
		if err != nil {
			return err
		}
		cells := []string{"  " + a.network()}
		for _, m := range columns {
			cell := "–"
			if v, ok := reports[0].Metrics.Get(m); ok {
				cell = strconv.FormatFloat(v, 'f', 0, 64)
			}
			cells = append(cells, cell)
		}
		rows = append(rows, strings.Join(cells, "\t")+"\t")
	}
	if _, err := fmt.Fprintln(table, strings.Join(rows, "\n")); err != nil {
		return err
	}
	return table.Flush()
}
