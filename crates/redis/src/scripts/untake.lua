-- Takes back what was counted under this name, also where that comes later.
local calls, once = KEYS[1], KEYS[2]
local field = redis.call('GET', once)
if field and field ~= '' and number(redis.call('HGET', calls, field)) > 0 then redis.call('HINCRBY', calls, field, -1) end
redis.call('SET', once, '', 'PX', 300000)
return 1
