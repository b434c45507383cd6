// Package socialredis keeps in Redis what a fleet of processes shares.
package socialredis
