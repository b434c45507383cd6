// Package webhook receives what networks push to an address of ours: it checks who sent it, answers the
// challenges by which networks make sure that the address is theirs to use, and takes out repeats. It knows
// nothing of a network.
//
// Nothing of a request is looked at before its signature holds, and the signature is checked over the bytes as
// they came, in a time that does not tell how much of it was right.
package webhook
