// Package facebook is a client of Facebook Pages.
package facebook
