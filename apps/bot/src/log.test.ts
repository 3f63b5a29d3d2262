import { DrizzleQueryError } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { describeError } from './log.ts'

const secret = 'Токтогула 125'

describe('describeError', () => {
  it('names a failed query and its code, without parameters and without the row', () => {
    const refused = Object.assign(new Error(`duplicate key ${secret}`), {
      name: 'PostgresError',
      severity: 'ERROR',
      code: '23505',
      detail: `Key (address)=(${secret}) already exists.`,
    })
    const failed = new DrizzleQueryError('insert into "orders" values ($1)', [secret], refused)
    expect(describeError(failed)).toMatchObject({
      message: 'Failed query: insert into "orders" values ($1)',
      cause: { type: 'PostgresError', code: '23505', message: 'Refused by the database' },
    })
    expect(JSON.stringify(describeError(failed))).not.toContain(secret)
  })

  it('does not repeat a text that is no JSON, and keeps where it happened', () => {
    try {
      JSON.parse(`${secret}}`)
      expect.unreachable()
    } catch (error) {
      expect(JSON.stringify(describeError(error))).not.toContain(secret.slice(0, 5))
      expect(describeError(error)['stack']).toContain('log.test.ts')
    }
  })

  it('says what our own errors say', () => {
    expect(describeError(new Error('Cannot reach Redis'))).toMatchObject({
      type: 'Error',
      message: 'Cannot reach Redis',
    })
    expect(describeError(secret)).toEqual({ type: 'string' })
  })
})
