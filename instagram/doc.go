// Package instagram is a client of Instagram's professional accounts.
package instagram
