-- Asks for the turn: 1 it is here, 0 ask again after so long, 2 it would take too long. With the clock, and how long.
local pace, queue, alive = KEYS[1], KEYS[2], KEYS[3]
local id, period, longest, lease = arg(1), number(arg(2)), number(arg(3)), number(arg(4))
local look, left = number(arg(5)), number(arg(6))

local p = redis.call('HMGET', pace, 'run', 'owner', 'until', 'next', 'gate', 'ticket', 'gated')
local owner, lent, at, gate = p[2], number(p[3]), number(p[4]), number(p[5])
if owner == '' then owner = false end
local changed = false
-- Whatever a clock that was set back left behind, no wait is longer than it could be, and it ends.
local function bounded(time, most)
  if time <= now + most then return time end
  changed = true
  return now + most
end
lent, at, gate = bounded(lent, lease), bounded(at, lease + longest), bounded(gate, number(p[7]))
if p[1] ~= run then
  -- Who had the turn is forgotten: it has ended when a lease has, and its call may have got no answer.
  owner, at, changed = false, now + lease + longest, true
elseif owner and lent <= now then
  -- Its holder ended or is stopped. Its call left before the lease ended, and nobody knows of an answer.
  owner, at, changed = false, math.max(at, lent + longest), true
end
local start = math.max(at, gate)

local function forget(from, to)
  for _, gone in ipairs(redis.call('ZRANGEBYSCORE', alive, from, to)) do
    redis.call('ZREM', alive, gone)
    redis.call('ZREM', queue, gone)
  end
end
forget('-inf', text(now))
forget(text(now + 4 * look + 1500000), '+inf')
-- One of which it is not known that it lives, is not waited for either.
local head = redis.call('ZRANGE', queue, 0, 0)[1]
if head and head ~= id and not redis.call('ZSCORE', alive, head) then redis.call('ZREM', queue, head) end
if owner ~= id and not redis.call('ZSCORE', queue, id) then
  local ticket = number(p[6]) + 1
  redis.call('HSET', pace, 'ticket', text(ticket))
  redis.call('ZADD', queue, text(ticket), id)
end
local ahead = number(redis.call('ZRANK', queue, id))

if owner == id or (not owner and ahead == 0 and start <= now) then
  redis.call('ZREM', queue, id)
  redis.call('ZREM', alive, id)
  redis.call('HSET', pace, 'run', run, 'owner', id, 'until', text(now + lease), 'next', text(at))
  return {1, text(now), '0'}
end
if changed then
  redis.call('HSET', pace, 'run', run, 'owner', owner or '', 'until', text(lent), 'next', text(at), 'gate', text(gate))
end
-- At the least: what is left until the next call, or a period after one that is on its way; and a period for each that is ahead.
local wait = math.max(owner and period or 0, start - now) + ahead * period
if wait > left then
  redis.call('ZREM', queue, id)
  redis.call('ZREM', alive, id)
  return {2, text(now), text(wait)}
end
local again = math.min(look, math.max(start - now, 0))
if owner or ahead > 0 then again = look end
-- Who does not ask again has ended.
redis.call('ZADD', alive, text(now + 4 * look + 500000), id)
return {0, text(now), text(again)}
