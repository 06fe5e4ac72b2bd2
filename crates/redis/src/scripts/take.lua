-- Counts a call: 1 it may go, 0 the calls of the day are used up, 2 they are not known, 3 the clocks are too far apart.
local calls, once = KEYS[1], KEYS[2]
local day, most, cost = number(arg(1)), number(arg(2)), number(arg(3))
local before = redis.call('GET', once)
if before then return before == '' and 0 or 1 end
-- By the engine's clock: a day that begins tomorrow or began the day before yesterday is none of this one's.
if math.abs(day - now / 1000000) > near then return 3 end
local since = opened(calls, keeps and math.max(cost, 0) or cost)
local page = page_of(calls, day)
if page * 1000000 < since then return 2 end
local field = 'day:' .. text(page)
local used = redis.call('HGET', calls, field)
if number(used) >= most then return 0 end
if not used then
  for _, old in ipairs(redis.call('HKEYS', calls)) do
    local at = tonumber(string.match(old, '^day:(%d+)$'))
    if at and at < page - 4 * near then redis.call('HDEL', calls, old) end
  end
end
redis.call('HINCRBY', calls, field, 1)
redis.call('SET', once, field, 'PX', 60000)
return 1
