-- The engine's clock in microseconds. Numbers are written without an exponent, which Lua's own writing has from 15 digits on.
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local function text(n) return string.format('%.0f', n) end
local function number(s) return tonumber(s or '0') or 0 end
-- The engine's run: another one may have forgotten something, unless it keeps every change.
local run, keeps = ARGV[1], ARGV[2] == '1'
local function arg(n) return ARGV[n + 2] end
-- What must be written also where the memory is full: after a deletion the engine refuses nothing more.
local function whatever_the_memory(key) redis.call('HDEL', key, '-') end
