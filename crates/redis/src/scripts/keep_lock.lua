-- Keeps the lock: 1 it is still this one's.
if redis.call('HGET', KEYS[1], 'owner') ~= arg(1) then return 0 end
whatever_the_memory(KEYS[1])
redis.call('HSET', KEYS[1], 'until', text(now + number(arg(2))))
return 1
