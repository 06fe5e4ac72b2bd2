-- Opens the day: so many of its calls were made, says the caller.
redis.call('HSET', KEYS[1], 'run', run, 'kept', keeps and '1' or '0', 'since', text(number(arg(1)) * 1000000), 'day:' .. text(number(arg(1))), arg(2))
return 1
