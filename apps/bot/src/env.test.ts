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
