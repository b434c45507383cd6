// Package depcheck holds no code: its tests keep the shape of the repository.
//
// They check that a program which imports one network carries no other network, no test library and no Redis
// client; that imports run in one direction, examples → networks → internal and ratelimit → social; that the
// library reaches only the third-party modules that ARCHITECTURE.md gives a reason for; and that folders and
// files keep to the layout that CONTRIBUTING.md describes.
package depcheck
