package stream

// Buffer is how much memory the lines hold.
func (l *Lines) Buffer() int { return len(l.buf) }
