-- Locks the login: 0 another has it, for so long; 3 the same, and it holds a reply that it cannot write; 1 it is this one's, and nobody
-- acts on the record for so long; 2 it is this one's, with the record.
local tokens, lock = KEYS[1], KEYS[2]
local settle, me, lease, quarantine = number(arg(1)), arg(2), number(arg(3)), number(arg(4))
local unsettled = settled(tokens, settle)
local l = redis.call('HMGET', lock, 'known', 'owner', 'until', 'held', 'of', 'quarantine', 'void')
if l[7] == me then return {0, text(lease)} end
local owner, lent = l[2], number(l[3])
-- Also where the clock was set back, it ends.
if owner and lent > now + lease then
  lent = now + lease
  redis.call('HSET', lock, 'until', text(lent))
end
if owner and owner ~= me and lent > now then return {l[4] and 3 or 0, text(lent - now)} end
local waits = math.min(number(l[6]), now + quarantine)
local r = redis.call('HMGET', tokens, 'intent', 'line', 'number')
local begun = r[1] == '1' and (r[2] .. ' ' .. r[3]) or ''
if begun == '' then
  waits = 0
elseif l[5] ~= begun then
  -- Given back by its holder: then its request has ended. Else that may be stopped in the middle of a renewal, or the record was written
  -- back since: its reply is waited for, once.
  waits = (l[1] and not owner) and 0 or now + quarantine
end
if owner ~= me then
  -- First what a full memory refuses: else the deletion would let it pass.
  redis.call('HSET', lock, 'known', '1', 'owner', me)
  redis.call('HDEL', lock, 'held')
end
redis.call('HSET', lock, 'until', text(now + lease), 'of', begun, 'quarantine', text(waits))
local wait = math.max(waits, unsettled) - now
if wait > 0 then return {1, text(wait)} end
local all = {2}
for _, part in ipairs(record(tokens)) do all[#all + 1] = part end
return all
