import { means, type Reading } from '../../language/reading.ts'
import type { OrderContext } from '../context.ts'
import type { CustomerEvent, Slot } from '../events.ts'
import type { RuledReason } from './rules.ts'
import type { FoundSlots } from './slots.ts'

/** An answer that could not be taken, with the reason the customer should hear. */
export function fallbackFor(
  reading: Reading,
  found: FoundSlots,
  awaits: string,
  { street, usual }: OrderContext,
): { event: CustomerEvent; because: RuledReason[] } {
  const because: RuledReason[] = [...found.because, { rule: 'unclear', words: reading.text.slice(0, 120) }]
  const unclear = (more: object): { event: CustomerEvent; because: RuledReason[] } => ({
    event: { type: 'user.unclear', ...more },
    because,
  })
  if (found.obstacle) return unclear({ obstacle: found.obstacle, slot: slotOf(found.obstacle) })
  if (awaits === 'address') {
    const known = reading.tokens.some((_, at) => means(reading, at, 'homeWords'))
    // "туда же", when an address is offered, takes it.
    if (known && usual?.address)
      return { event: { type: 'user.yes' }, because: [{ rule: 'repeat', words: reading.text.slice(0, 120) }] }
    return unclear({
      obstacle: known ? 'nothing-known' : street === null ? 'address.none' : 'address.house',
      slot: 'address',
    })
  }
  if (awaits === 'phone')
    return unclear({ obstacle: hasDigits(reading) ? 'phone.too-short' : 'phone.none', slot: 'phone' })
  if (awaits === 'bottles') return unclear({ obstacle: 'bottles.none', slot: 'bottles' })
  return unclear({})
}

function slotOf(obstacle: string): Slot {
  return obstacle.startsWith('phone') ? 'phone' : obstacle.startsWith('address') ? 'address' : 'bottles'
}

function hasDigits(reading: Reading): boolean {
  return reading.tokens.some((token) => token.kind === 'number')
}
