import { describe, expect, it } from 'vitest'
import { reasonOf } from './reason.ts'

const secret = 'Токтогула 125'
const thrownBy = (act: () => unknown): unknown => {
  try {
    return act()
  } catch (error) {
    return error
  }
}

describe('reasonOf', () => {
  it.each([
    ['a text that is no JSON', thrownBy(() => JSON.parse(`"${secret}" and more`)), 'its text cannot be read'],
    [
      'a context that its schema refuses',
      new Error(`Cannot keep context after "user.provide": Invalid type: Expected number but received "${secret}"`),
      'Cannot keep context after "user.provide": Invalid type: Expected number',
    ],
    [
      'a context that a check without an expected value refuses',
      new Error(`Cannot keep context after "user.provide": Invalid email: Received "${secret}"`),
      'Cannot keep context after "user.provide": Invalid email',
    ],
    [
      'a failed query',
      Object.assign(new Error(`Failed query: insert …\nparams: ${secret}`), {
        query: 'insert …',
        params: [secret],
        cause: Object.assign(new Error(secret), { code: '23514' }),
      }),
      'the database: code 23514',
    ],
    [
      'a refusal of the database',
      Object.assign(new Error(secret), { severity: 'ERROR', code: '22P02' }),
      'the database: code 22P02',
    ],
    ['anything else that is thrown', secret, 'unknown'],
    ['an error of ours', new Error('Cannot place order: a slot is empty'), 'Cannot place order: a slot is empty'],
  ])('names %s, and not what it was about', (_name, error, reason) => {
    expect(reasonOf(error)).toBe(reason)
  })
})
