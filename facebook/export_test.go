package facebook

// Graveyard is the memory of metrics that are gone.
type Graveyard struct{ graveyard }

// Bury remembers.
func (g *Graveyard) Bury(kind string, missing map[string]error) bool { return g.bury(kind, missing) }

// Alive splits.
func (g *Graveyard) Alive(kind string, names []string) (live []string, dead map[string]error) {
	return g.alive(kind, names)
}
