import type { Reason } from '../../flow/understanding.ts'
import { means, type Reading } from '../../language/reading.ts'
import type { CustomerEvent } from '../events.ts'
import type { FoundSlots } from './slots.ts'

/** An answer that could not be taken, with the reason the customer should hear. */
export function fallbackFor(
  reading: Reading,
  found: FoundSlots,
  awaits: string,
): { event: CustomerEvent; because: Reason[] } {
  const because = [...found.because, { rule: 'unclear', words: reading.text.slice(0, 120) }]
  const unclear = (more: object): { event: CustomerEvent; because: Reason[] } => ({
    event: { type: 'user.unclear', ...more },
    because,
  })
  if (found.obstacle)
    return unclear({ obstacle: found.obstacle, slot: found.obstacle.startsWith('phone') ? 'phone' : 'bottles' })
  if (awaits === 'address') {
    const known = reading.tokens.some((_, at) => means(reading, at, 'homeWords'))
    return unclear({ obstacle: known ? 'nothing-known' : 'address.none', slot: 'address' })
  }
  if (awaits === 'phone')
    return unclear({ obstacle: hasDigits(reading) ? 'phone.too-short' : 'phone.none', slot: 'phone' })
  if (awaits === 'bottles') return unclear({ obstacle: 'bottles.none', slot: 'bottles' })
  return unclear({})
}

function hasDigits(reading: Reading): boolean {
  return reading.tokens.some((token) => token.kind === 'number')
}
