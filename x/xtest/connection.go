package xtest

import (
	"slices"
	"strconv"
)

// getConnections is GET /2/connections.
func getConnections(c *call) (any, error) {
	status, err := c.choice("status", "active", "active", "inactive", "all")
	if err != nil {
		return nil, err
	}
	p, err := c.paging(1, 100, 10)
	if err != nil {
		return nil, err
	}
	endpoints := c.list("endpoints")
	c.srv.hub.mu.Lock()
	defer c.srv.hub.mu.Unlock()
	type numbered struct {
		seq uint64
		*streamConn
	}
	var list []numbered
	for i, sc := range slices.Backward(c.srv.hub.conns) {
		active := sc.active(c.srv.now(), c.srv.opts.Stream.Linger)
		if sc.app != c.app || len(endpoints) > 0 && !slices.Contains(endpoints, sc.endpoint) ||
			status == "active" && !active || status == "inactive" && active {
			continue
		}
		list = append(list, numbered{uint64(i) + 1, sc}) //nolint:gosec // an index
	}
	page, meta := paginate(c.srv, p, list, func(n numbered) uint64 { return n.seq })
	var out []object
	for _, sc := range page {
		o := object{"id": sc.id, "endpoint_name": sc.endpoint, "connected_at": stamp(sc.connected), "client_ip": sc.ip}
		if !sc.ended.IsZero() {
			o["disconnected_at"] = stamp(sc.ended)
			if sc.reason != "" {
				o["disconnect_reason"] = sc.reason
			}
		}
		out = append(out, o)
	}
	return c.answer(out, len(out), nil, meta), nil
}

// kill ends the active connections that a test allows.
func (c *call) kill(fits func(*streamConn) bool) []object {
	var results []object
	c.srv.hub.mu.Lock()
	var ids []string
	for _, sc := range c.srv.hub.conns {
		if sc.app == c.app && sc.active(c.srv.now(), c.srv.opts.Stream.Linger) && fits(sc) {
			ids = append(ids, sc.id)
			sc.reason = "killed"
			results = append(results, object{"uuid": sc.id, "success": true})
		}
	}
	c.srv.hub.mu.Unlock()
	for _, id := range ids {
		c.srv.sim.Streams().DisconnectLabel(id, CloseClean)
	}
	return results
}

func killed(results []object, failed int) any {
	if results == nil {
		results = []object{}
	}
	return data(object{"successful_kills": len(results) - failed, "failed_kills": failed, "results": results})
}

// deleteConnections is DELETE /2/connections with a list of ids.
func deleteConnections(c *call) (any, error) {
	ids := texts(c.body, "uuids")
	if len(ids) < 1 || len(ids) > 100 {
		return nil, badParameter("uuids", strconv.Itoa(len(ids)), "$.uuids: there must be a minimum of 1 and a maximum of 100 items in the array")
	}
	results := c.kill(func(sc *streamConn) bool { return slices.Contains(ids, sc.id) })
	failed := 0
	for _, id := range ids {
		if !slices.ContainsFunc(results, func(o object) bool { return o["uuid"] == id }) {
			results = append(results, object{"uuid": id, "success": false, "error_message": "Connection not found"})
			failed++
		}
	}
	return killed(results, failed), nil
}

// deleteAllConnections is DELETE /2/connections/all.
func deleteAllConnections(c *call) (any, error) {
	return killed(c.kill(func(*streamConn) bool { return true }), 0), nil
}

// deleteEndpointConnections is DELETE /2/connections/{endpoint_id}.
func deleteEndpointConnections(c *call) (any, error) {
	return killed(c.kill(func(sc *streamConn) bool { return sc.endpoint == c.path("endpoint_id") }), 0), nil
}
