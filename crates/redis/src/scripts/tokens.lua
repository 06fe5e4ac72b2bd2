-- The record of a login: which line of records it is of, its number in it, the generation of its tokens, who wrote it, whether a
-- renewal is under way, and what it holds.
local function record(tokens)
  local r = redis.call('HMGET', tokens, 'line', 'number', 'generation', 'step', 'intent', 'form')
  if not r[1] then return {text(now)} end
  return {text(now), r[1], r[2], r[3], r[4], r[6]}
end
-- An engine that began anew may have an older record than a process that lives, and one that knows nothing of this login may have been
-- emptied. Until such processes have spoken, nobody acts on it.
local function settled(tokens, settle)
  local r = redis.call('HMGET', tokens, 'line', 'run', 'unsettled')
  local at = number(r[3])
  local anew = r[2] ~= run
  if anew then at = now + settle end
  -- Also where the clock was set back, it ends.
  at = math.min(at, now + settle)
  if anew or at ~= number(r[3]) then redis.call('HSET', tokens, 'run', run, 'unsettled', text(at)) end
  return at
end
