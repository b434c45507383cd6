package xtest

// OAuth1Signature is the signature that the server expects.
var OAuth1Signature = oauth1Signature
