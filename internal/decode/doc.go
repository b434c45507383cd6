// Package decode turns JSON texts into Go values. It is the one place that chooses a decoder, and reads what networks
// really send: members that are there twice and broken UTF-8 are no error, and one value of another type than
// documented costs nothing but itself.
//
// Nearly every answer is as documented, and is read in one pass by a decoder of this package's own, which knows struct,
// pointer, slice, map, text, number and boolean, and leaves every other type to go-json-experiment. It goes back to the
// beginning and leaves all to that one when it meets anything that it does not expect, so what is odd or broken is
// judged in one place only.
package decode
