import { describe, expect, it } from 'vitest'
import { teaFlow } from '../../test/tea-house.ts'
import { playTranscript } from '../testing/transcript.ts'
import { waysThrough } from './ways.ts'

const flow = teaFlow({
  rehearsal: { customer: ['en', 'Aibek', 'tea 1', 'bye'], host: [{ type: 'house.trouble' }], key: ({ name }) => name },
})

describe('waysThrough', () => {
  it('gives every edge once, each with a transcript that plays', () => {
    const ways = waysThrough(flow)
    const names = ways.map(({ from, event, to }) => `${from} ${event} ${to}`)
    expect(new Set(names).size).toBe(names.length)
    expect(names).toEqual(expect.arrayContaining([' user.name table.free', 'door user.bye gone', 'door time gone']))
    for (const { transcript } of ways)
      expect(playTranscript(flow, transcript, { everyReply: true }).diff).not.toMatch(/^[-+]/m)
  })

  it('tells all that is said where several timers come due in one wait', () => {
    const [way] = waysThrough(flow).filter(
      ({ from, event, to }) => from === 'door' && event === 'time' && to === 'gone',
    )
    expect(way?.transcript).toMatch(/#wait 1h\n#bot Are you still there\?\n#bot Goodbye!\n#state gone$/)
  })
})
