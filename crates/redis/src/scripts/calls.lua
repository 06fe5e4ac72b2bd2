-- What is counted in the day of which a call is asked for: its page. A page a little ahead is this day's, because a clock that goes back
-- frees no calls; one that has not begun yet is nobody's.
local near = 172800
local function page_of(calls, day)
  local page = day
  for _, field in ipairs(redis.call('HKEYS', calls)) do
    local at = tonumber(string.match(field, '^day:(%d+)$'))
    if at and at > page and at - day <= near and at * 1000000 <= now + 5000000 then page = at end
  end
  return page
end
-- Looks at the ledger as this run of the engine has it: what may have been forgotten is paid for, or closes the days that have begun. A
-- run that ended forgot nothing where it kept every change, and this one did not take its place.
local function opened(calls, cost)
  local c = redis.call('HMGET', calls, 'run', 'since', 'kept')
  -- Also where the clock was set back, it ends.
  local since = math.min(number(c[2]), now)
  if c[1] == run and since == number(c[2]) then return since end
  if not c[1] then
    since = now
  elseif c[1] ~= run then
    local trusted = keeps and c[3] == '1'
    if not trusted and cost < 0 then since = now end
    for _, field in ipairs(redis.call('HKEYS', calls)) do
      local day = string.match(field, '^day:(%d+)$')
      if day and not trusted and cost > 0 then redis.call('HINCRBY', calls, field, cost) end
      -- What it begins with: who saw more of the run before adds what is missing.
      if day then redis.call('HSET', calls, 'base:' .. day, redis.call('HGET', calls, field), 'added:' .. day, '0') end
    end
  end
  redis.call('HSET', calls, 'run', run, 'since', text(since), 'kept', keeps and '1' or '0')
  return since
end
