package socialredis

import "github.com/redis/go-redis/v9"

// scripts run inside Redis, each in one step. Those that write recognise their own repeats.
type scripts struct {
	loadBudgets, saveBudgets *redis.Script
	loadToken, saveToken     *redis.Script
	lock, keepLock, remove   *redis.Script
	loadCursor, saveCursor   *redis.Script
	claim, settle            *redis.Script
}

func newScripts() scripts {
	return scripts{
		loadBudgets: redis.NewScript(luaStates + "return states()"),
		saveBudgets: redis.NewScript(luaStates + luaSaveBudgets),
		loadToken:   redis.NewScript(luaLoadLogin),
		saveToken:   redis.NewScript(luaSaveLogin),
		lock:        redis.NewScript(luaLock),
		keepLock:    redis.NewScript(luaKeepLock),
		remove:      redis.NewScript(luaRemove),
		loadCursor:  redis.NewScript(luaLoadCursor),
		saveCursor:  redis.NewScript(luaSaveCursor),
		claim:       redis.NewScript(luaClaim),
		settle:      redis.NewScript(luaSettle),
	}
}

// luaStates defines what reads budgets: the time, seconds and microseconds, then each state with its stamp.
const luaStates = `
local function states()
	local reply = redis.call('TIME')
	for _, v in ipairs(redis.call('MGET', unpack(KEYS))) do
		reply[#reply + 1] = v or ''
	end
	return reply
end
`

// luaSaveBudgets saves states if none has changed since it was read; otherwise it returns what there is now. ARGV holds
// the stamp of this write, then for each budget the stamp that was read, the new value, and its life in milliseconds.
const luaSaveBudgets = `
local stamp = ARGV[1]
local changed = false
for i, v in ipairs(redis.call('MGET', unpack(KEYS))) do
	local now = string.sub(v or '', 1, #stamp)
	if now == stamp then return 1 end
	if now ~= ARGV[3 * i - 1] then changed = true end
end
if changed then return states() end
for i, key in ipairs(KEYS) do
	redis.call('SET', key, ARGV[3 * i], 'PX', ARGV[3 * i + 1])
end
return 1
`

// luaLoadLogin returns a token, ” if there is none.
const luaLoadLogin = `return redis.call('HGET', KEYS[1], 'token') or ''`

// luaSaveLogin saves a token and returns its version, which counts up. A holder of the lock whose lock is gone may save
// only if nobody else has since it was taken; else the answer is -1. ARGV holds the token, and for holders the stamp of
// the lock and the version when it was taken.
const luaSaveLogin = `
local now = redis.call('HMGET', KEYS[1], 'token', 'version')
local version = tonumber(now[2] or '0')
if now[1] == ARGV[1] then return version end
if ARGV[2] ~= '' and redis.call('GET', KEYS[2]) ~= ARGV[2] and version ~= tonumber(ARGV[3]) then return -1 end
redis.call('HSET', KEYS[1], 'token', ARGV[1], 'version', version + 1)
return version + 1
`

// luaLock takes a lock and returns the version of the token, or -2 minus the milliseconds for which another holds it.
const luaLock = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
	return -2 - math.max(redis.call('PTTL', KEYS[1]), 0)
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return tonumber(redis.call('HGET', KEYS[2], 'version') or '0')
`

// luaKeepLock renews a lock; 0 if another holds it by now, -1 if nobody does.
const luaKeepLock = `
local holder = redis.call('GET', KEYS[1])
if not holder then return -1 end
if holder ~= ARGV[1] then return 0 end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
`

// luaRemove removes a key if it holds this stamp.
const luaRemove = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`

const luaLoadCursor = `return redis.call('GET', KEYS[1]) or ''`

// luaSaveCursor moves a cursor from ARGV[1] to ARGV[2]; 0 if it is somewhere else.
const luaSaveCursor = `
local now = redis.call('GET', KEYS[1]) or ''
if now == ARGV[2] then return 1 end
if now ~= ARGV[1] then return 0 end
if ARGV[2] == '' then redis.call('DEL', KEYS[1]) else redis.call('SET', KEYS[1], ARGV[2]) end
return 1
`

// luaClaim claims an event: 1 if it is the caller's, 0 if it was dealt with, -1 if another has claimed it. What was dealt
// with holds the word done, which is no stamp.
const luaClaim = `
local now = redis.call('GET', KEYS[1])
if now == ARGV[1] then return 1 end
if now == 'done' then return 0 end
if now then return -1 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`

const luaSettle = `
redis.call('SET', KEYS[1], 'done', 'PX', ARGV[1])
return 1
`
