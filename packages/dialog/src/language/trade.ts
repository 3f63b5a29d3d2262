import type { Reading } from './reading.ts'

const before = /^(?:мобил|сотов|тур|банк|уюлдук|байланыш|mobil|cell|phone|network|tour|travel|estate|insurance|bank)/
const behind = /^(?:связи|сотов|resources?$)/

/** "мобильный оператор", "travel agent", "human resources": words for a person that name a trade. */
export function isOfTrade({ tokens }: Reading, from: number, to = from + 1): boolean {
  return before.test(tokens[from - 1]?.key ?? '') || behind.test(tokens[to]?.key ?? '')
}
