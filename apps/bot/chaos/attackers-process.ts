import { dawdle, flood, forge, sendHostile, type Answers, type Target } from '../test/attackers.ts'

/** Attacks until SIGTERM from a process of its own, so that it does not slow down who measures; prints the answers. */
const { target, sockets, perSecond, hostilePerSecond } = JSON.parse(process.argv[2] ?? '{}') as {
  target: Target
  sockets: number
  perSecond: number
  hostilePerSecond: number
}
const stop = new AbortController()
const { signal } = stop
process.on('SIGTERM', () => stop.abort())
process.stdout.write('attacking\n')

async function again(attack: (round: number) => Promise<Answers>): Promise<Answers> {
  const sum: Answers = {}
  for (let round = 0; !signal.aborted; round++)
    for (const [answer, count] of Object.entries(await attack(round))) sum[answer] = (sum[answer] ?? 0) + count
  return sum
}

const [slow, flooded, hostile, forged] = await Promise.all([
  dawdle(target, sockets, signal),
  flood(target, '666000001', perSecond, signal),
  again((round) => sendHostile(target, `6661${round}0`, { perSecond: hostilePerSecond, signal })),
  again(() => forge(target, '666000003', 20, { perSecond: perSecond / 2, signal })),
])
process.stdout.write(JSON.stringify({ slow, flooded, hostile, forged }))
process.exit(0)
