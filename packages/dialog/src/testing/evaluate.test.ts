import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { orderFlow } from '../order/flow.ts'
import { evaluate, type Case } from './evaluate.ts'

const corpus = join(import.meta.dirname, '../../corpus')
const files = readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jsonl'))
const flow = orderFlow()

describe('what customers write', () => {
  it.each(files)('comes out as a good dispatcher expects in %s', (name) => {
    const cases = readFileSync(join(corpus, name), 'utf8').split('\n').filter(Boolean)
    const wrong = cases
      .map((line) => evaluate(flow, JSON.parse(line) as Case))
      .filter((verdict) => verdict.wrong.length > 0)
      .map(({ id, said, wrong: unmet, meant }) => ({ id, said, unmet, meant }))
    expect(cases.length).toBeGreaterThan(0)
    expect(wrong).toEqual([])
  })
})
