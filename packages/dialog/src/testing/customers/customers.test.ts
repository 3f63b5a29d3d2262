import { describe, expect, it } from 'vitest'
import { orderFlow } from '../../order/flow.ts'
import { playMany } from './play-many.ts'

describe('500 customers who order as people do', () => {
  it(
    'get what they meant, an honest refusal, or a person; nothing is ordered without a yes',
    { timeout: 180_000 },
    () => {
      const { lines, failures } = playMany(orderFlow(), 1, 500)
      const told = failures.map(({ seed, wrong, transcript }) => [seed, ...wrong, ...transcript].join('\n'))
      expect(told).toEqual([])
      expect(lines.filter(({ ending }) => ending === 'order').length).toBeGreaterThan(350)
      expect(lines.filter(({ ending }) => ending === 'person unasked').length).toBeLessThan(10)
    },
  )
})
