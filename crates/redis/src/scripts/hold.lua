-- A server asked everybody to wait.
local gate = number(redis.call('HGET', KEYS[1], 'gate'))
redis.call('HSET', KEYS[1], 'gate', text(math.max(gate, now + number(arg(1)))))
return 1
