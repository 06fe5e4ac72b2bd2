-- What is counted in the day of which a call is asked for: its page, and how many calls. A page a little ahead is this day's, because
-- a clock that goes back frees no calls.
local near = 172800
local function page_of(calls, day)
  local page = day
  for _, field in ipairs(redis.call('HKEYS', calls)) do
    local at = tonumber(string.match(field, '^day:(%d+)$'))
    if at and at > page and at - day <= near then page = at end
  end
  return page
end
-- Looks at the ledger as this run of the engine has it: what may have been forgotten is paid for, or closes the days that have begun.
local function opened(calls, cost)
  local c = redis.call('HMGET', calls, 'run', 'since')
  if c[1] == run then return number(c[2]) end
  local since = number(c[2])
  if not c[1] or cost < 0 then since = now end
  redis.call('HSET', calls, 'run', run, 'since', text(since))
  if c[1] and cost > 0 then
    for _, field in ipairs(redis.call('HKEYS', calls)) do
      if string.match(field, '^day:') then redis.call('HINCRBY', calls, field, cost) end
    end
  end
  return since
end
