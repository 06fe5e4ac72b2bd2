-- Writes the next record: its number where it is there, and whether the lock is this one's; 0 somebody wrote another, or the lock is another's where it is needed.
local tokens, lock = KEYS[1], KEYS[2]
local settle, me, lease, locked = number(arg(1)), arg(2), number(arg(3)), arg(4)
local was_line, was_number = arg(5), arg(6)
local line, count, generation, step, intent, form = arg(7), arg(8), arg(9), arg(10), arg(11), arg(12)
local r = redis.call('HMGET', tokens, 'line', 'number', 'step', 'unsettled')
local l = redis.call('HMGET', lock, 'owner', 'until')
local mine = l[1] == me and number(l[2]) > now
if locked == '1' and not mine then return 0 end
if locked ~= '1' then whatever_the_memory(tokens) end
if r[3] ~= step then
  local unsettled = 0
  if r[1] then
    if r[1] ~= was_line or r[2] ~= was_number then return 0 end
  elseif was_line ~= '' then
    -- Emptied meanwhile. A reply that arrived is written all the same; nothing else begins on what is not there.
    if locked == '1' then return 0 end
    unsettled = now + settle
  end
  redis.call('HSET', tokens, 'run', run, 'line', line, 'number', count, 'generation', generation, 'step', step,
    'intent', intent, 'form', form, 'unsettled', text(math.max(number(r[4]), unsettled)))
end
if mine then redis.call('HSET', lock, 'until', text(now + lease)) end
return {redis.call('HGET', tokens, 'number'), mine and 1 or 0}
