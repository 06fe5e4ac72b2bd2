-- Takes back a call of this day that was not sent.
local field = 'day:' .. text(number(arg(1)))
if number(redis.call('HGET', KEYS[1], field)) > 0 then redis.call('HINCRBY', KEYS[1], field, -1) end
return 1
