-- Gives the turn or the place in the queue back. The next call leaves after so long, where there was a call.
local pace, id, wait = KEYS[1], arg(1), number(arg(2))
redis.call('ZREM', KEYS[2], id)
redis.call('ZREM', KEYS[3], id)
local p = redis.call('HMGET', pace, 'run', 'owner', 'next')
-- Of another run nobody knows the turns: the next who asks waits them all out.
if p[1] ~= run then return 0 end
whatever_the_memory(pace)
if wait >= 0 then redis.call('HSET', pace, 'next', text(math.max(number(p[3]), now + wait))) end
if p[2] == id then redis.call('HSET', pace, 'owner', '') end
return 1
