-- Its holder has a reply that it cannot write.
if redis.call('HGET', KEYS[1], 'owner') ~= arg(1) then return 0 end
whatever_the_memory(KEYS[1])
redis.call('HSET', KEYS[1], 'held', '1')
return 1
