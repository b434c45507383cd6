package stream

import (
	"errors"
	"io"
	"sync"
	"time"
)

// ErrSilent is why a [Watchdog] ends a connection: it is open, but nothing moves on it any more.
var ErrSilent = errors.New("the server went silent")

// A Watchdog ends a connection on which nothing arrives. It counts only while it is armed, which is while a
// read waits. It is safe for concurrent use.
type Watchdog struct {
	limit, probeAfter time.Duration
	probe, bite       func()

	mu      sync.Mutex
	timer   *time.Timer
	last    time.Time // the last sign of life, zero while it is not armed
	running bool      // the timer is
	probed  bool
	bitten  bool
	stopped bool
}

// NewWatchdog calls bite once, on a goroutine of its own, when nothing has been heard for limit. Call Stop when
// the connection is closed.
func NewWatchdog(limit time.Duration, bite func()) *Watchdog {
	return &Watchdog{limit: limit, bite: bite}
}

// Probe makes the watchdog call ask, on a goroutine of its own, after that much silence, to provoke a sign of
// life. It must be set before the watchdog is armed, and be shorter than the limit.
func (w *Watchdog) Probe(after time.Duration, ask func()) { w.probeAfter, w.probe = after, ask }

// Arm begins to count.
func (w *Watchdog) Arm() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.alive()
}

// Touch reports a sign of life. It does not arm.
func (w *Watchdog) Touch() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.last.IsZero() {
		w.alive()
	}
}

// Disarm stops counting until the watchdog is armed again.
func (w *Watchdog) Disarm() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.last = time.Time{}
}

// Stop ends the watchdog for good.
func (w *Watchdog) Stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stopped = true
	if w.timer != nil {
		w.timer.Stop()
	}
}

// Bitten reports whether the connection was ended for its silence.
func (w *Watchdog) Bitten() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.bitten
}

// Reader arms the watchdog while r is being read: every byte is a sign of life.
func (w *Watchdog) Reader(r io.Reader) io.Reader { return &watched{w, r} }

// alive moves the last sign of life only: the timer, when it fires, looks how long ago that was. Resetting it
// for every read would cost more.
func (w *Watchdog) alive() {
	w.last = time.Now()
	w.probed = false
	if !w.running && !w.stopped && !w.bitten {
		w.running = true
		w.schedule(w.stage())
	}
}

// stage is how much silence it takes until something must be done.
func (w *Watchdog) stage() time.Duration {
	if w.probe != nil && !w.probed {
		return w.probeAfter
	}
	return w.limit
}

func (w *Watchdog) schedule(d time.Duration) {
	if w.timer == nil {
		w.timer = time.AfterFunc(d, w.fire)
		return
	}
	w.timer.Reset(d)
}

func (w *Watchdog) fire() {
	if act := w.look(); act != nil {
		act()
	}
}

// look decides what the silence calls for, and winds the timer up again if there is time left.
func (w *Watchdog) look() func() {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.stopped:
		return nil
	case w.last.IsZero():
		w.running = false
		return nil
	}
	silent := time.Since(w.last)
	if left := w.stage() - silent; left > 0 {
		w.schedule(left)
		return nil
	}
	if w.probe != nil && !w.probed && silent < w.limit {
		w.probed = true
		w.schedule(w.limit - silent)
		return w.probe
	}
	w.bitten, w.running = true, false
	return w.bite
}

type watched struct {
	w *Watchdog
	r io.Reader
}

func (d *watched) Read(p []byte) (int, error) {
	d.w.Arm()
	n, err := d.r.Read(p)
	d.w.Disarm()
	if err != nil && d.w.Bitten() {
		err = ErrSilent
	}
	return n, err
}
