export type { OrderRules, QuietHours } from './rules.ts'
export { orderContext, type OrderContext } from './context.ts'
export type { Awaits, CustomerEvent, HostEvent, Obstacle, Slot, Slots, Topic } from './events.ts'
export {
  orderFlow,
  type ChangeOrder,
  type OrderEffects,
  type OrderFlowOptions,
  type PlaceOrder,
  type Transfer,
} from './flow.ts'
export { formatAddress } from '../language/address-format.ts'
export { addressParts, type AddressParts } from '../language/address-parts.ts'
export { parseStreets, type ParsedStreets, type Street } from '../language/gazetteer.ts'
export { orderMachine } from './machine.ts'
export { locales } from '../language/locale.ts'
export { factTopics, unaskedPhrases, type OrderFacts } from './phrases/index.ts'
export { explain, nameOfMeaning, rules, type Rule } from './understand/rules.ts'
