import { script } from './script.ts'

/** The bucket holds when its next token would arrive at an even rate; a minute is added against clocks that differ. */
export const takeToken = script<number>(`
-- KEYS bucket
-- ARGV now, ms per token, burst
local now, emissionMs, burst = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local arrival = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local wait = arrival - emissionMs * (burst - 1) - now
if wait > 0 then return math.ceil(wait) end
arrival = arrival + emissionMs
redis.call('SET', KEYS[1], string.format('%.17g', arrival), 'PX', string.format('%.0f', arrival - now + 60000))
return 0
`)
