import { expect, it } from 'vitest'
import { databaseOutcome } from './failure.ts'

it('waits for a database that is away or has no time, and asks no more where it will never agree', () => {
  const outcomeOf = (code?: string) => databaseOutcome(new Error('Failed query', { cause: { code } }))
  for (const code of ['ECONNREFUSED', '40001', '55P03'])
    expect(outcomeOf(code)).toEqual({ status: 'wait', reason: `database: code ${code}`, ms: 2_000 })
  for (const code of ['22003', '23514'])
    expect(outcomeOf(code)).toEqual({ status: 'undeliverable', reason: `database: code ${code}` })
  expect(outcomeOf()).toMatchObject({ status: 'wait', reason: 'database: Error' })
})
