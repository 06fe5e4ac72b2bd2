-- Counts a call: 1 it may go, 0 the calls of the day are used up, 2 they are not known, 3 the clocks are too far apart. With the page, how many
-- are counted on it, and the run of the engine.
local calls, once = KEYS[1], KEYS[2]
local day, most, cost = number(arg(1)), number(arg(2)), number(arg(3))
local known_run, known_page, known = arg(4), arg(5), number(arg(6))
local before = redis.call('GET', once)
if before then return {before == '' and 0 or 1, '0', '0', ''} end
-- By the engine's clock: a day that has not begun yet is none.
if day * 1000000 > now + 5000000 or math.abs(day - now / 1000000) > near then return {3, '0', '0', ''} end
local since = opened(calls, cost)
if known_run ~= '' and known_run ~= run then
  -- An older copy may have taken the place of the engine: what this process saw counted was counted.
  local b = redis.call('HMGET', calls, 'base:' .. known_page, 'added:' .. known_page)
  local missing = b[1] and known - number(b[1]) - number(b[2]) or 0
  if missing > 0 then
    redis.call('HINCRBY', calls, 'day:' .. known_page, missing)
    redis.call('HINCRBY', calls, 'added:' .. known_page, missing)
  end
end
local page = page_of(calls, day)
if page * 1000000 < since then return {2, '0', '0', ''} end
local field = 'day:' .. text(page)
local used = redis.call('HGET', calls, field)
if number(used) >= most then return {0, text(page), used or '0', run} end
if not used then
  for _, old in ipairs(redis.call('HKEYS', calls)) do
    local at = tonumber(string.match(old, '^day:(%d+)$'))
    if at and at < page - 4 * near then redis.call('HDEL', calls, old, 'base:' .. text(at), 'added:' .. text(at)) end
  end
end
used = redis.call('HINCRBY', calls, field, 1)
-- For longer than it is tried to take it back.
redis.call('SET', once, field, 'PX', 300000)
return {1, text(page), text(used), run}
