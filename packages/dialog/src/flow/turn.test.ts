import { describe, expect, it } from 'vitest'
import { minute, teaFlow, type TeaContext } from '../../test/tea-house.ts'
import type { Flow } from './define.ts'
import { effectId, type Say } from './effect.ts'
import type { FlowEvent, Message } from './message.ts'
import { renderSay } from './phrases.ts'
import type { Snapshot } from './snapshot.ts'
import { start } from './step.ts'
import { takeTurn, type Turn, type TurnInput } from './turn.ts'

const flow = teaFlow()

const message = (said: string | Message, id = 'm1'): TurnInput => ({
  id,
  kind: 'message',
  at: 0,
  message: typeof said === 'string' ? { text: said } : said,
})
const event = (type: string, rest: object = {}, id = 'e1'): TurnInput => ({
  id,
  kind: 'event',
  at: 0,
  event: { type, ...rest } as FlowEvent,
})

function turn(snapshot: Snapshot | undefined, input: TurnInput, by: Flow = flow, now = 0): Turn<TeaContext> {
  return takeTurn(by, { conversation: 'c', snapshot, input, now }) as Turn<TeaContext>
}

const says = (taken: Turn) => taken.effects.map(({ type, params }) => (type === 'say' ? (params as Say).text : type))
const atTable = turn(undefined, event('user.name', { name: 'Aibek' })).snapshot

describe('takeTurn', () => {
  it('begins a conversation that has not begun, then takes the input', () => {
    const taken = turn(undefined, message('Aibek'))
    expect(taken.snapshot).toMatchObject({ value: { table: 'free' }, context: { name: 'Aibek' }, rev: 2 })
    expect(taken.understood?.because).toEqual([{ rule: 'tea', words: 'Aibek' }])
  })

  it('makes one message of what is said in a row, with the choices of the last', () => {
    const [say, ...others] = turn(undefined, message('Aibek')).effects
    expect(others).toEqual([])
    expect(say).toMatchObject({
      type: 'say',
      params: {
        text: 'What is your name?\n\nWhat tea, Aibek?',
        phrases: ['ask.name', 'ask.order'],
        choices: [
          { id: 'green', label: 'Green' },
          { id: 'black', label: 'Black' },
        ],
        locale: 'en',
      },
    })
  })

  it('sends nothing when all that is said comes out empty', () => {
    const { en } = teaFlow().phrases
    const mute = teaFlow({ phrases: { en: { ...en, before: '', bye: () => '' } } as never })
    expect(says(turn(atTable, message('tea 2'), mute))).toEqual(['brew', 'now 2'])
    expect(turn(atTable, message('bye'), mute).effects).toEqual([])
  })

  it('keeps an effect between the words before it and the words after it', () => {
    expect(says(turn(atTable, message('tea 2')))).toEqual(['green: 0 so far', 'brew', 'now 2'])
  })

  it('makes the parameters of an effect from the facts of its moment', () => {
    expect(turn(atTable, message('tea 2')).effects[1]?.params).toEqual({ leaf: 'green', cups: 2, because: 'user.tea' })
  })

  it('names effects by conversation, input and place, the same each time', () => {
    const input = message('tea 2', 'm7')
    const ids = turn(atTable, input).effects.map(({ id }) => id)
    expect(ids).toEqual([0, 1, 2].map((index) => effectId('c', 'm7', index)))
    expect(turn(JSON.parse(JSON.stringify(atTable)), input).effects.map(({ id }) => id)).toEqual(ids)
    const other = takeTurn(flow, { conversation: 'd', snapshot: atTable, input, now: 0 }).effects
    expect(new Set([...ids, ...other.map(({ id }) => id)]).size).toBe(6)
  })

  it('keeps when the newest message was sent and by which transport, also into the next conversation', () => {
    const first = { ...message('Aibek'), at: 50, message: { text: 'Aibek', transport: 'telegram' } } as TurnInput
    const older = { ...message('bye', 'm0'), at: 40, message: { text: 'bye', transport: 'sms' } } as TurnInput
    const taken = turn(turn(undefined, first).snapshot, older).snapshot
    expect(taken).toMatchObject({ status: 'done', heardAt: 50, transport: 'telegram' })
    expect(turn(taken, event('user.name', { name: 'Aibek' })).snapshot).toMatchObject({
      status: 'active',
      heardAt: 50,
      transport: 'telegram',
    })
  })

  it('lets the message be understood where it arrives', () => {
    const seen: unknown[] = []
    const asking = teaFlow({
      understand: (_, situation) => {
        seen.push(situation)
        return { event: { type: 'user.unclear' }, because: [] }
      },
    })
    const input = { id: 'm', kind: 'message', at: 3, message: { text: '?' } } as const
    takeTurn(asking, { conversation: 'c', snapshot: atTable, input, now: 5, late: true })
    const { context } = atTable
    const choices = [
      { id: 'green', label: 'Green' },
      { id: 'black', label: 'Black' },
    ]
    expect(seen).toEqual([{ awaits: 'order', state: 'table.free', context, locale: 'en', late: true, at: 3, choices }])
  })

  it('keeps what was offered until the question is another one, and why it took a message as it did', () => {
    const offered = atTable.offered?.map(({ id }) => id)
    expect(offered).toEqual(['green', 'black'])
    const poured = turn(atTable, message('tea 2')).snapshot
    expect(poured.offered).toEqual(atTable.offered)
    expect(poured.understood).toEqual({ event: 'user.tea', because: [{ rule: 'tea', words: 'tea 2' }] })
    expect(turn(poured, message('bye')).snapshot.offered).toEqual([])
  })

  it('changes the language for this very reply, and for good', () => {
    const taken = turn(turn(undefined, event('guest.known', { name: 'Aibek' })).snapshot, message('ru'))
    expect(says(taken)).toEqual(['Какой чай, Aibek?'])
    expect(taken.snapshot.locale).toBe('ru')
    expect(says(turn(taken.snapshot, message('bye')))).toEqual(['До свидания!'])
  })

  it('stays with its language when the other one is not spoken here', () => {
    const odd = teaFlow({ understand: () => ({ event: { type: 'user.bye' }, locale: 'fr', because: [] }) })
    expect(turn(atTable, message('salut'), odd).snapshot.locale).toBe('en')
  })

  it('goes on in the default language when the stored one is spoken no more', () => {
    const taken = turn({ ...atTable, locale: 'fr' }, message('bye'))
    expect(says(taken)).toEqual(['Goodbye!'])
    expect(taken.snapshot.locale).toBe('en')
    expect(says(turn({ ...atTable, locale: 'fr', status: 'done' }, message('x')))[0]).toContain('What is your name?')
  })

  it('introduces the sender before the message, once', () => {
    const seen: unknown[] = []
    const polite = teaFlow({
      introduce: ({ name }, { name: known }) => (name && known === null ? { type: 'guest.known', name } : null),
      understand: (_, { context }) => {
        seen.push(context)
        return { event: { type: 'user.unclear' }, because: [] }
      },
    })
    const greeted = turn(undefined, message({ text: 'hi', sender: { name: 'Eve' } }), polite)
    expect(seen).toEqual([{ name: 'Eve', cups: 0 }])
    expect(says(greeted)).toEqual(['What is your name?\n\nWhat tea, Eve?'])
    turn(greeted.snapshot, message({ text: 'hi', sender: { name: 'Bob' } }), polite)
    expect(seen[1]).toEqual({ name: 'Eve', cups: 0 })
  })

  it('begins anew after the end, in the language of before', () => {
    const ended = turn({ ...atTable, locale: 'ru' }, message('bye')).snapshot
    expect(ended.status).toBe('done')
    const anew = turn(ended, message('Eve', 'm2'))
    expect(anew.snapshot).toMatchObject({ status: 'active', context: { name: 'Eve', cups: 0 }, locale: 'ru' })
    expect(says(anew)).toEqual(['Как вас зовут?\n\nКакой чай, Eve?'])
  })

  it('says nothing to a timer that no longer counts', () => {
    const timer = { id: 't', kind: 'timer', timer: 'remind@tea.door', rev: 1 } as const
    expect(turn(atTable, timer)).toMatchObject({ snapshot: atTable, effects: [], handled: false })
    const ended = turn(atTable, message('bye')).snapshot
    expect(turn(ended, timer)).toEqual({ snapshot: ended, effects: [], handled: false })
    expect(turn(undefined, timer)).toEqual({ snapshot: start(flow, 0).snapshot, effects: [], handled: false })
  })

  it('does what a timer leads to without a word to a customer who may not be written to', () => {
    const asked: unknown[] = []
    const shy = teaFlow({ mayWriteFirst: (heard, now) => (asked.push({ heard, now }), false) })
    const waiting = turn(undefined, message({ text: 'Aibek', transport: 'telegram' }), shy).snapshot
    const { rev } = waiting.timers['close@tea.table'] ?? { rev: 0 }
    const timer = { id: 't', kind: 'timer', timer: 'close@tea.table', rev } as const
    const fired = turn(waiting, timer, shy, 60 * minute)
    expect(fired).toMatchObject({ snapshot: { status: 'done' }, effects: [], handled: true })
    expect(asked).toEqual([{ heard: { at: 0, transport: 'telegram' }, now: 60 * minute }])
  })

  it('offers nothing any more of a question that a silent timer left', () => {
    const shy = teaFlow({ mayWriteFirst: () => false })
    const asked = turn(undefined, message('Aibek'), shy).snapshot
    expect(asked.offered?.map(({ id }) => id)).toEqual(['green', 'black'])
    const { rev } = asked.timers['close@tea.table'] ?? { rev: 0 }
    const left = turn(asked, { id: 't', kind: 'timer', timer: 'close@tea.table', rev }, shy, 60 * minute)
    expect(left.snapshot).toMatchObject({ status: 'done', offered: [], said: asked.said })
  })

  it('sets a timer for when it may fire, and lets one wait that comes before', () => {
    const late = (delay: string, at: number) => (delay === 'remind' ? Math.max(at, 30 * minute) : at)
    const waiting = turn(undefined, event('unheard of'), teaFlow({ timerAt: late })).snapshot
    expect(waiting.timers['remind@tea.door']?.at).toBe(30 * minute)

    const later = teaFlow({ timerAt: (_, at) => Math.max(at, 60 * minute) })
    const { rev = 0 } = waiting.timers['remind@tea.door'] ?? {}
    const due = { id: 't', kind: 'timer', timer: 'remind@tea.door', rev } as const
    const moved = turn(waiting, due, later, 30 * minute)
    expect(moved).toMatchObject({ effects: [], handled: false })
    const timer = moved.snapshot.timers['remind@tea.door']
    expect(timer).toEqual({ at: 60 * minute, rev: moved.snapshot.rev })
    expect(turn(moved.snapshot, due, later, 60 * minute).effects).toEqual([])
    expect(says(turn(moved.snapshot, { ...due, rev: timer?.rev ?? 0 }, later, 60 * minute))).toEqual([
      'Are you still there?',
    ])
  })

  it('issues what a timer leads to', () => {
    const waiting = turn(undefined, event('unheard of')).snapshot
    const fired = turn(waiting, { id: 't', kind: 'timer', timer: 'remind@tea.door', rev: 1 }, flow, 10 * minute)
    expect(says(fired)).toEqual(['Are you still there?'])
  })

  it('throws what understanding throws, and leaves the snapshot alone', () => {
    const before = structuredClone(atTable)
    expect(() => turn(atTable, message('boom'))).toThrow('boom')
    expect(atTable).toEqual(before)
  })

  it('throws at an effect that the flow does not make', () => {
    expect(() => turn(atTable, message('tea 1'), { ...flow, effects: {} })).toThrow('Cannot issue effect "brew"')
  })
})

describe('takeTurn with a snapshot of another build', () => {
  const parking = teaFlow({
    whenParked: ({ reason = '' }) => [
      { type: 'say', params: { phrase: 'trouble' } },
      { type: 'brew', params: { leaf: reason, cups: 0, because: 'parked' } },
    ],
    unparkOn: ['guest.known'],
  })
  const broken: Snapshot = { ...atTable, value: { table: 'busy' }, timers: { 'close@tea.table': { at: 1, rev: 2 } } }

  it('parks instead of throwing, and keeps all there was', () => {
    for (const input of [
      message('tea 1'),
      event('guest.known', { name: 'Eve' }),
      { id: 't', kind: 'timer', timer: 'close@tea.table', rev: 2 } as const,
    ]) {
      const { snapshot } = turn(broken, input, parking)
      expect(snapshot).toEqual({
        ...broken,
        status: 'parked',
        timers: {},
        reason: expect.stringMatching(/^its state cannot be restored/) as string,
      })
    }
  })

  it('issues what belongs to it once', () => {
    const parked = turn(broken, message('tea 1', 'm5'), parking)
    expect(parked.effects.map(({ id, type }) => [id, type])).toEqual([
      [effectId('c', 'm5', 0), 'say'],
      [effectId('c', 'm5', 1), 'brew'],
    ])
    expect(says(parked)[0]).toBe('Sorry, something broke.')
    const next = turn(parked.snapshot, message('hello?', 'm6'), parking)
    expect(next).toEqual({ snapshot: parked.snapshot, effects: [], handled: false })
  })

  it('goes on anew with the named events only', () => {
    const { snapshot } = turn({ ...broken, locale: 'ru' }, message('tea 1'), parking)
    for (const input of [message('hi'), event('user.bye'), event('house.trouble')]) {
      expect(turn(snapshot, input, parking).snapshot).toBe(snapshot)
    }
    const anew = turn(snapshot, event('guest.known', { name: 'Eve' }), parking)
    expect(anew.snapshot).toMatchObject({ status: 'active', value: 'door', context: { name: 'Eve' }, locale: 'ru' })
    expect(anew.snapshot).not.toHaveProperty('reason')
  })
})

describe('renderSay', () => {
  const say = (
    phrases: Parameters<typeof renderSay>[0],
    params: { phrase: string; choices?: string[] },
    locale = 'ru',
  ) => renderSay(phrases, locale, [{ params, context: {}, event: { type: 'x' } }], 0)

  it('counts as the language counts', () => {
    const forms = { one: 'бутыль', few: 'бутыли', many: 'бутылей', other: 'бутыли' }
    const text = (count: number, locale: string) =>
      say({ [locale]: { count: ({ plural }) => plural(count, forms) } }, { phrase: 'count' }, locale).text
    expect([1, 2, 5, 11, 21, 22].map((count) => text(count, 'ru'))).toEqual([
      'бутыль',
      'бутыли',
      'бутылей',
      'бутылей',
      'бутыль',
      'бутыли',
    ])
    expect([1, 2].map((count) => text(count, 'en'))).toEqual(['бутыль', 'бутыли'])
  })

  it('takes the last form where a language has more than the phrase names', () => {
    const counted = say({ ru: { count: ({ plural }) => plural(5, { one: 'a', other: 'b' }) } }, { phrase: 'count' })
    expect(counted.text).toBe('b')
  })

  it('leaves out phrases that come out empty', () => {
    const phrases = { ru: { none: '', some: 'Да' } }
    const sayings = ['none', 'some', 'none'].map((phrase) => ({
      params: { phrase },
      context: {},
      event: { type: 'x' },
    }))
    expect(renderSay(phrases, 'ru', sayings, 0).text).toBe('Да')
  })

  it('says it otherwise, or names the way out, when it would repeat the last reply word for word', () => {
    const phrases = {
      ru: { ask: ({ again }: { again: boolean }) => (again ? 'Как?' : 'Что?'), again: 'Напишите «оператор».' },
    }
    const sayings = [{ params: { phrase: 'ask' }, context: {}, event: { type: 'x' } }]
    const after = (last: string[]) => renderSay(phrases, 'ru', sayings, 0, (text) => last.includes(text)).text
    expect([after([]), after(['Что?']), after(['Что?', 'Как?'])]).toEqual([
      'Что?',
      'Как?',
      'Как?\n\nНапишите «оператор».',
    ])
  })

  it('offers what the last phrase that offers anything offers, with numbers unless they mean something else', () => {
    const phrases = {
      ru: {
        'choice.yes': 'Да',
        'choice.no': 'Нет',
        plain: () => ({ text: 'Верно?', choices: ['yes', 'no'] }),
        count: () => ({ text: 'Сколько?', choices: ['yes'], numbered: false }),
        end: 'Конец',
      },
    }
    const choices = (...said: string[]) =>
      renderSay(
        phrases,
        'ru',
        said.map((phrase) => ({ params: { phrase }, context: {}, event: { type: 'x' } })),
        0,
      ).choices
    expect(choices('count', 'plain', 'end')).toEqual([
      { id: 'yes', label: 'Да', number: 1 },
      { id: 'no', label: 'Нет', number: 2 },
    ])
    expect(choices('plain', 'count')).toEqual([{ id: 'yes', label: 'Да' }])
    expect(say(phrases, { phrase: 'plain' }).text).toBe('Верно?\n\n1. Да\n2. Нет')
    expect(say(phrases, { phrase: 'count' }).text).toBe('Сколько?')
  })

  it('throws at a phrase or a label that is not there', () => {
    expect(() => say({ ru: {} }, { phrase: 'hello' })).toThrow('Cannot say "hello": no such phrase in ru')
    expect(() => say({ ru: { hello: '' } }, { phrase: 'hello', choices: ['yes'] })).toThrow('Cannot offer "yes"')
  })
})
