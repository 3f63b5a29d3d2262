import { describe, expect, it } from 'vitest'
import { teaFlow } from '../../test/tea-house.ts'
import { openSession } from './session.ts'
import { slash } from './slash.ts'

const open = (answered = true) => {
  const rehearsal = {
    customer: [],
    answers: ({ type }: { type: string }) => (type === 'brew' ? [{ type: 'tea.served', cups: 2 }] : []),
  }
  return openSession(teaFlow({ rehearsal }), { startAt: 0, answered })
}

describe('a chat in the terminal', () => {
  it('shows effects and the usual answer in their places', () => {
    const session = open()
    session.act((talk) => talk.say('Aibek'))
    expect(session.act((talk) => talk.say('tea 2'))).toEqual([
      'green: 0 so far',
      '  → brew {"leaf":"green","cups":2,"because":"user.tea"}',
      '  ← tea.served {"cups":2}',
      '2 served',
      'now 2',
    ])
    expect(slash(session, 'effects')).toEqual(['brew {"leaf":"green","cups":2,"because":"user.tea"}'])
  })

  it('leaves the answer to the one who chats', () => {
    const session = open(false)
    session.act((talk) => talk.say('Aibek'))
    expect(session.act((talk) => talk.say('tea 2'))).not.toContain('2 served')
    expect(slash(session, 'feed tea.served {"cups": 3}')).toEqual(['3 served'])
    expect(slash(session, 'feed {"type": "house.trouble"}')).toEqual(['Sorry, something broke.'])
    expect(() => slash(session, 'feed {"cups": 3}')).toThrow('write it as type')
  })

  it('shows buttons that have no number', () => {
    expect(open().act((talk) => talk.say('Aibek'))[1]).toBe('[Green] [Black]')
  })

  it('takes turns back, time included', () => {
    const session = open()
    expect(slash(session, 'back')).toEqual(['there is nothing to take back'])
    session.act((talk) => talk.say('en'))
    expect(slash(session, 'timers')).toEqual(['remind@tea.door in 10m', 'close@tea.door in 1h'])
    expect(slash(session, 'wait')).toEqual(['Are you still there?'])
    expect(slash(session, 'timers')).toEqual(['close@tea.door in 50m'])
    slash(session, 'back')
    expect(slash(session, 'timers')).toHaveLength(2)
    expect(slash(session, 'wait 24h')).toEqual(['Are you still there?', 'Goodbye!'])
    expect(slash(session, 'state')[0]).toBe('gone (done, en)')
    expect(slash(session, 'back')[0]).toBe('door (active, en)')
  })

  it('is as it was after something that cannot be done', () => {
    const session = open()
    session.act((talk) => talk.say('Aibek'))
    const { snapshot } = session.moment
    expect(() => session.act((talk) => talk.say('boom'))).toThrow('boom')
    expect(() => slash(session, 'wait long')).toThrow('Cannot wait')
    expect(() => slash(session, 'constructor')).toThrow('Cannot do /constructor')
    expect(session.moment.snapshot).toBe(snapshot)
  })

  it('speaks another language, also from the beginning', () => {
    const session = open()
    expect(slash(session, 'locale')).toEqual(['en of en, ru'])
    slash(session, 'locale ru')
    expect(session.act((talk) => talk.say('en?'))[0]).toContain('Какой чай')
    expect(() => slash(session, 'locale de')).toThrow('the flow has en, ru')
  })
})
