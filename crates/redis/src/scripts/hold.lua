-- A server asked everybody to wait.
local gate = number(redis.call('HGET', KEYS[1], 'gate'))
local wait = number(arg(1))
if now + wait > gate then redis.call('HSET', KEYS[1], 'gate', text(now + wait), 'gated', text(wait)) end
return 1
