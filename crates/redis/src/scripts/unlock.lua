-- Gives the lock back: deleting is possible also where there is no memory left.
if redis.call('HGET', KEYS[1], 'owner') ~= arg(1) then
  -- Its question may come later than this.
  redis.call('HSET', KEYS[1], 'void', arg(1))
  return 0
end
redis.call('HDEL', KEYS[1], 'owner', 'until', 'held')
return 1
