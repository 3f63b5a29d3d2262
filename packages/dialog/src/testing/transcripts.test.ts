import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { nodesOf } from '../flow/check.ts'
import { orderFlow } from '../order/flow.ts'
import { playOrderTranscript } from './order-transcript.ts'

const folder = fileURLToPath(new URL('../../transcripts', import.meta.url))
const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.transcript'))
  .toSorted()

describe('transcripts', () => {
  const edges = new Set<string>()

  it.each(names)('%s', (name) => {
    const { ok, diff, edges: walked } = playOrderTranscript(readFileSync(`${folder}/${name}`, 'utf8'))
    for (const edge of walked) edges.add(edge)
    if (!ok) expect.fail(`the conversation went otherwise:\n${diff}`)
  })

  it('show each state with each event and timer that it knows', () => {
    const nodes = nodesOf(orderFlow().machine.root)
    const leaves = nodes.filter(({ type, config }) => type === 'atomic' && !config.always)
    const known = leaves.flatMap((leaf) => {
      const above = nodes.filter(({ path }) => path.every((name, at) => leaf.path[at] === name))
      const events = above.flatMap(({ config }) => [
        ...Object.keys(config.on ?? {}),
        ...Object.keys(config.after ?? {}),
      ])
      return [...new Set(events)].map((event) => `${leaf.key} ${event}`)
    })
    const shown = [...edges]
    const isShown = (edge: string) =>
      edge.endsWith('*') ? shown.some((one) => one.startsWith(edge.slice(0, -1))) : edges.has(edge)
    const missing = known.filter((edge) => !isShown(edge) && !neverThere.has(edge) && !anywhere.test(edge))
    console.log(`${names.length} transcripts, ${known.length - missing.length} of ${known.length} states × events`)
    expect(missing).toEqual([])
  })
})

/** The host tells these in any state and nothing is said of them, or they are tested in one state for all. */
const anywhere =
  / (?:customer\.(?:known|returned)|survey\.opened|input\.rejected|client\.flooding|operator\.(?:assigned|left)|order\.(?:placed|status))$/

/** The flow is ready for them; no words of a customer lead there. */
const neverThere = new Set(['greeting user.change', 'waitingEmpties user.no'])
