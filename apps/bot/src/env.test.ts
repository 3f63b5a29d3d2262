import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseSettings } from './env.ts'

const settings = (env: Record<string, string>) => {
  const parsed = parseSettings(env)
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
  return parsed.settings
}

describe('parseSettings', () => {
  it('needs nothing for an embedded run', () => {
    expect(settings({})).toMatchObject({ port: 3000, dataDir: '.data', concurrency: 20, ttlMs: 86_400_000 })
  })

  it('names every problem in one go', () => {
    const parsed = parseSettings(
      { PORT: 'abc', DATABASE_URL: 'mysql://x', LOG_LEVEL: 'loud', CHAT2DESK_RATE_PER_SECOND: 'fast' },
      ['CHAT2DESK_API_TOKEN'],
    )
    expect(parsed.ok ? [] : parsed.problems).toEqual([
      'CHAT2DESK_API_TOKEN is not set',
      'PORT is no whole number',
      expect.stringContaining('LOG_LEVEL is none of') as string,
      'DATABASE_URL is no postgres: or postgresql: address',
      'CHAT2DESK_RATE_PER_SECOND is no number',
    ])
  })

  it.each<[Record<string, string>, string]>([
    [{ ORDER_CUT_OFF: '24:30' }, 'ORDER_CUT_OFF is no time from 0:00 to 24:00, such as 9:00'],
    [{ QUIET_FROM: '9' }, 'QUIET_FROM is no time from 0:00 to 24:00, such as 9:00'],
    [{ DELIVERY_FROM: '9:00' }, 'DELIVERY_FROM needs DELIVERY_TO: set both or neither'],
    [{ DELIVERY_TO: '21:00' }, 'DELIVERY_TO needs DELIVERY_FROM: set both or neither'],
    [
      { DELIVERY_FROM: '21:00', DELIVERY_TO: '9:00' },
      'DELIVERY_TO is not later than DELIVERY_FROM: set the hours of one day',
    ],
    [
      { DAYS_OFF: 'mon,tue,wed,thu,fri,sat,sun' },
      'DAYS_OFF names all seven days: leave out those on which you deliver',
    ],
    [
      { CHAT2DESK_API_TOKEN: 'Bearer x' },
      'CHAT2DESK_API_TOKEN is not one word of printable characters: give the token alone, without "Bearer"',
    ],
  ])('refuses %j', (env, problem) => {
    const parsed = parseSettings({ ...env, PORT: 'abc' })
    expect(parsed.ok ? [] : parsed.problems).toEqual(expect.arrayContaining([problem, 'PORT is no whole number']))
    expect(parsed.ok ? [] : parsed.problems).toHaveLength(2)
  })

  it('takes the end of a day, six days off, and hours that are right', () => {
    const right = { DELIVERY_FROM: '0:00', DELIVERY_TO: '24:00', DAYS_OFF: 'mon,tue,wed,thu,fri,sat,sat' }
    expect(settings(right).rules).toMatchObject({ hours: { from: 0, to: 1440 } })
  })

  it('takes an empty value for unset', () => {
    expect(settings({ PORT: '', REDIS_PASSWORD: '  ' }).redisUrl).toBe('redis://localhost:6379')
  })

  it('reads the answers of the business for each question and language', () => {
    expect(settings({ ANSWER_PRICE_RU: '200 сом за бутыль', ANSWER_HOURS_KY: 'Күн сайын 9–18' }).facts).toMatchObject({
      price: { ru: '200 сом за бутыль' },
      hours: { ky: 'Күн сайын 9–18' },
      payment: {},
    })
  })

  it('builds addresses from their parts, and lets whole addresses win', () => {
    const parts = {
      REDIS_HOST: 'r',
      REDIS_PORT: '1',
      REDIS_PASSWORD: 'p@ss',
      DATABASE_HOST: 'd',
      DATABASE_PORT: '2',
      DATABASE_NAME: 'n',
      DATABASE_USER: 'u',
      DATABASE_PASSWORD: 'a/b',
    }
    expect(settings(parts)).toMatchObject({
      redisUrl: 'redis://:p%40ss@r:1',
      databaseUrl: `postgres://u:${encodeURIComponent(parts.DATABASE_PASSWORD)}@d:2/n`,
    })
    expect(settings({ ...parts, REDIS_URL: 'redis://x:9', DATABASE_URL: 'postgres://y/z' })).toMatchObject({
      redisUrl: 'redis://x:9',
      databaseUrl: 'postgres://y/z',
      databaseOwnerUrl: 'postgres://y/z',
    })
    const owned = { ...parts, REDIS_USER: 'bot', DATABASE_OWNER_PASSWORD: 'o:w' }
    expect(settings(owned)).toMatchObject({
      redisUrl: 'redis://bot:p%40ss@r:1',
      databaseOwnerUrl: `postgres://shoro_owner:${encodeURIComponent('o:w')}@d:2/n`,
    })
  })
})

describe('.env.example', () => {
  it('lists every setting', () => {
    const names = [
      ...readFileSync(new URL('env.ts', import.meta.url), 'utf8').matchAll(/^ {2}([A-Z][A-Z0-9_]+): v\./gm),
    ].map(([, name]) => name)
    const example = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8')
    expect(names.length).toBeGreaterThan(30)
    expect(names.filter((name) => !new RegExp(`^#?${name}=`, 'm').test(example))).toEqual([])
  })
})
