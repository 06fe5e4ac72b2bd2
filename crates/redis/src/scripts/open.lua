-- Opens the day: so many of its calls were made, says the caller. What was counted beyond that was made, too.
local day = number(arg(1))
local field = 'day:' .. text(day)
local used = math.max(number(redis.call('HGET', KEYS[1], field)), number(arg(2)))
redis.call('HSET', KEYS[1], 'run', run, 'kept', keeps and '1' or '0', 'since', text(day * 1000000), field, text(used))
return used
