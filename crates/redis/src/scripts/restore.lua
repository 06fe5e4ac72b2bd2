-- Writes back what a process knows and the engine has forgotten: 1 it is there.
local tokens, lock, settle, seen = KEYS[1], KEYS[2], number(arg(1)), arg(2)
local line, count, generation, step, intent, form = arg(3), arg(4), arg(5), arg(6), arg(7), arg(8)
local r = redis.call('HMGET', tokens, 'line', 'number', 'generation')
if r[1] then
  if r[1] ~= line or r[2] ~= seen then return 0 end
  local theirs, ours = number(r[3]), number(generation)
  if ours < theirs or (ours == theirs and number(count) <= number(r[2])) then return 0 end
elseif seen ~= '' then
  return 0
end
whatever_the_memory(tokens)
-- Its renewal may be under way: what the engine has of the lock is older than that.
if intent == '1' then redis.call('HDEL', lock, 'known') end
redis.call('HSET', tokens, 'run', run, 'line', line, 'number', count, 'generation', generation, 'step', step,
  'intent', intent, 'form', form, 'unsettled', text(now + settle))
return 1
