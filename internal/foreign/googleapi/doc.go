// Package googleapi holds no code: its tests let Google's own Go client of YouTube's Data and Analytics APIs
// (google.golang.org/api) work against youtube/youtubetest. What that client meets at YouTube it has to meet there, too.
package googleapi
