package social

// SeenSize is the number of events that a set holds in memory.
func SeenSize(m *MemorySeen) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.events)
}
