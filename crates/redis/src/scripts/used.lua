-- How many calls of this day are counted.
return number(redis.call('HGET', KEYS[1], 'day:' .. text(page_of(KEYS[1], number(arg(1))))))
