package mastodon

// windowSize is more than two of the largest pages, so that what was dealt with is recognised when it is read
// again.
const windowSize = 256

// window remembers the IDs that were added last. The zero value is empty.
type window struct {
	ids  []ID // a ring once it is full
	next int  // where the next one goes
	set  map[ID]struct{}
}

func (w *window) has(id ID) bool {
	_, ok := w.set[id]
	return ok
}

func (w *window) add(id ID) {
	if w.has(id) || id == "" {
		return
	}
	if w.set == nil {
		w.set = map[ID]struct{}{} // grows: most listeners hear little
	}
	w.set[id] = struct{}{}
	if len(w.ids) < windowSize {
		w.ids = append(w.ids, id)
		return
	}
	delete(w.set, w.ids[w.next])
	w.ids[w.next] = id
	w.next = (w.next + 1) % windowSize
}

// back is the ID that was added n before the last one, or the oldest that is remembered; "" if there is none.
func (w *window) back(n int) ID {
	if len(w.ids) == 0 {
		return ""
	}
	n = min(n, len(w.ids)-1)
	return w.ids[(w.next+len(w.ids)-1-n)%len(w.ids)]
}
