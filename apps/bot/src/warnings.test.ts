import { expect, it, vi } from 'vitest'
import { parseSettings } from './env.ts'
import { warnOfSettings } from './warnings.ts'

function warningsOf(env: Record<string, string>): string[] {
  const read = parseSettings(env)
  if (!read.ok) throw new Error(read.problems.join('\n'))
  const warn = vi.fn<(message: string) => void>()
  warnOfSettings(read.settings, { warn })
  return warn.mock.calls.map(([message]) => message)
}

const right = { OPERATOR_TOKEN: 'x'.repeat(16), CHAT2DESK_WEBHOOK_SECRET: 'secret', CHAT2DESK_OPERATOR_ID: '1' }

it('warns of each setting that leaves real customers unsafe, and of nothing else', () => {
  expect(warningsOf(right)).toEqual([])
  expect(warningsOf({})).toEqual([
    expect.stringContaining('OPERATOR_TOKEN is not set') as string,
    expect.stringContaining('CHAT2DESK_WEBHOOK_SECRET is not set') as string,
    expect.stringContaining('CHAT2DESK_OPERATOR_ID is not set') as string,
  ])
  expect(warningsOf({ ...right, OPERATOR_TOKEN: 'x'.repeat(15) })).toEqual([
    expect.stringContaining('OPERATOR_TOKEN is short') as string,
  ])
})
