-- Keeps the turn: 1 it is still this one's.
local p = redis.call('HMGET', KEYS[1], 'run', 'owner')
if p[1] ~= run or p[2] ~= arg(1) then return 0 end
whatever_the_memory(KEYS[1])
redis.call('HSET', KEYS[1], 'until', text(now + number(arg(2))))
return 1
