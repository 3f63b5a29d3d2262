import { describe, expect, it } from 'vitest'
import { minute, teaFlow } from '../../test/tea-house.ts'
import type { FlowEvent } from '../flow/message.ts'
import { converse } from './converse.ts'
import { paths } from './paths.ts'
import { playTranscript } from './transcript.ts'

const flow = teaFlow()
const serve = ({ type, params }: { type: string; params: unknown }): FlowEvent | undefined =>
  type === 'brew' ? { type: 'tea.served', cups: (params as { cups: number }).cups } : undefined

describe('converse', () => {
  it('gives the replies to what is said, and the state it led to', () => {
    const talk = converse(flow)
    expect(talk.state).toBe('')
    expect(talk.snapshot).toBeUndefined()
    expect(talk.say('Aibek')).toEqual(['What is your name?\n\nWhat tea, Aibek?'])
    expect(talk.state).toBe('free')
    expect(talk.last?.understood?.because).toEqual([{ rule: 'tea', words: 'Aibek' }])
  })

  it('lets the world answer effects, in its place among the replies', () => {
    const talk = converse(flow, { answer: serve })
    talk.say('Aibek')
    expect(talk.say('tea 2')).toEqual(['green: 0 so far', '2 served', 'now 2'])
    expect(talk.effects.map(({ type }) => type)).toEqual(['say', 'say', 'brew', 'say', 'say'])
    expect(new Set(talk.effects.map(({ id }) => id)).size).toBe(5)
  })

  it('tells the flow what the host tells it', () => {
    expect(converse(flow).tell({ type: 'user.name', name: 'Eve' })[0]).toContain('What tea, Eve?')
  })

  it('lets time pass, and timers fire in order and once', () => {
    const talk = converse(flow)
    talk.say('en')
    expect(talk.wait(10 * minute - 1)).toEqual([])
    expect(talk.wait(1)).toEqual(['Are you still there?'])
    expect(talk.wait(49 * minute)).toEqual([])
    expect(talk.wait(minute)).toEqual(['Goodbye!'])
    expect(talk.wait(1000 * minute)).toEqual([])
    expect(talk.snapshot?.status).toBe('done')
  })

  it('fires all that came due while it waited', () => {
    const talk = converse(flow)
    talk.say('en')
    expect(talk.wait(1000 * minute)).toEqual(['Are you still there?', 'Goodbye!'])
  })

  it('goes on from a given snapshot, and introduces the sender with each message', () => {
    const first = converse(flow)
    first.say('Aibek')
    const talk = converse(flow, { ...(first.snapshot && { snapshot: first.snapshot }) })
    expect(talk.say('tea 1')).toEqual(['green: 0 so far', 'now 1'])
    const polite = teaFlow({
      introduce: ({ name }, known) => (name && !known.name ? { type: 'guest.known', name } : null),
    })
    expect(converse(polite, { sender: { name: 'Eve' } }).say('hi')[0]).toContain('What tea, Eve?')
  })
})

describe('playTranscript', () => {
  const right = `
    // A guest who drinks tea
    #me Aibek
    #bot what TEA, aibek?
    #state free
    #me tea 2
    #bot green
    #bot
    #event tea.served {"cups": 9}
    #bot 9 served
    #wait 59m
    #silence
    #wait 1m
    #bot Goodbye
    #state gone
  `

  it('plays a right transcript', () => {
    const { ok, diff, conversation } = playTranscript(flow, right)
    expect(ok, diff).toBe(true)
    expect(diff).not.toMatch(/^[-+]/m)
    expect(conversation.snapshot?.status).toBe('done')
  })

  it('shows where a wrong one went otherwise', () => {
    const { ok, diff } = playTranscript(
      flow,
      '#me Aibek\n#silence\n#me tea 1\n#bot black\n#state gone\n#me hm\n#bot What?\n#wait 2h\n#bot Goodbye',
    )
    expect(ok).toBe(false)
    expect(diff.split('\n')).toEqual([
      '  #me Aibek',
      '- #silence',
      '+ #bot What is your name?',
      '+   What tea, Aibek?',
      '  #me tea 1',
      '- #bot black',
      '+ #bot green: 0 so far',
      '- #state gone',
      '+ #state free',
      '  #me hm',
      '- #bot What?',
      '+ #silence',
      '  #wait 2h',
      '  #bot Goodbye',
    ])
  })

  it('says that a reply was awaited and none came', () => {
    expect(playTranscript(flow, '#event unheard.of\n#bot\n#bot').diff).toContain('- #bot\n+ #silence')
  })

  it('goes on with a message over several lines', () => {
    const { conversation } = playTranscript(flow, '#me Aibek\n  from Osh\n#state free')
    expect(conversation.snapshot?.context).toEqual({ name: 'Aibek\nfrom Osh', cups: 0 })
  })

  it.each([
    ['a first line that is no command', 'hello', 'line 1 "hello"'],
    ['an unknown command', '#me hi\n\n#boot hello', 'line 3 "#boot hello"'],
    ['a time that is none', '#me hi\n#wait soon', 'Cannot wait "soon"'],
    ['an order', '#me hi\n#bot\n#order none', 'line 3 "#order none" is about orders'],
    ['what an operator was told', '#me hi\n#passed nothing', 'line 2 "#passed nothing" is about orders'],
    ['a setting', '#setting min=2\n#me hi', 'line 1 "#setting min=2" is about orders'],
    ['a phone', '#phone 0555 123 456', 'line 1 "#phone 0555 123 456" is about orders'],
    ['an hour', '#at 10:00', 'line 1 "#at 10:00" is about orders'],
    ['a messenger', '#transport telegram', 'line 1 "#transport telegram" is about orders'],
    ['a button', '#me hi\n#tap Yes', 'line 2 "#tap Yes" is about orders'],
  ])('throws at %s, and names it', (_, text, message) => {
    expect(() => playTranscript(flow, text)).toThrow(message)
  })
})

describe('paths', () => {
  const events: FlowEvent[] = [
    { type: 'user.name', name: 'Aibek' },
    { type: 'user.tea', cups: 1 },
    { type: 'user.unclear' },
    { type: 'user.bye' },
  ]
  const key = ({ name }: { name: string | null }) => name !== null

  it('lists every edge, timers and what is not handled included', () => {
    const edges = paths(flow, { events, key }).map(
      ({ from, event, to, handled }) => `${from} ${event} ${to} ${handled}`,
    )
    expect([...new Set(edges)].sort()).toEqual([
      'door close@tea.door gone true',
      'door remind@tea.door door true',
      'door user.bye gone true',
      'door user.name table.free true',
      'door user.tea door false',
      'door user.unclear door false',
      'table.free close@tea.table gone true',
      'table.free user.bye gone true',
      'table.free user.name table.free false',
      'table.free user.tea table.free true',
      'table.free user.unclear table.free false',
    ])
  })

  it('gives the shortest way to each edge', () => {
    const last = paths(flow, { events, key }).find(({ from, event }) => from === 'table.free' && event === 'user.tea')
    expect(last?.steps).toEqual([events[0], events[1]])
  })

  it('throws when the key tells too much apart', () => {
    expect(() => paths(flow, { events, key: ({ cups }: { cups: number }) => cups, limit: 20 })).toThrow(
      'Cannot list paths of flow "tea": more than 20 states',
    )
  })
})
