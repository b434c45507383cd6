package ratelimit

// Sizes is the number of budgets that a store and a limiter hold.
func Sizes(m *Memory, l *Limiter) (inStore, local int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(m.states), len(l.budgets)
}
