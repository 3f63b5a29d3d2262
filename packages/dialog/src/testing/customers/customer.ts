import { randomOf, type Random } from '../random.ts'
import { factsOf, type Facts } from './facts.ts'

export const styles = [
  'terse',
  'all at once',
  'slot by slot',
  'chatty',
  'in pieces',
  'by voice',
  'returning',
  'prank',
] as const

export type Style = (typeof styles)[number]

/** What somebody does besides ordering. */
export interface Whims {
  typos: boolean
  latin: boolean
  /** Kyrgyz without letters of its own. */
  plainKyrgyz: boolean
  /** Changes of mind at the summary. */
  changes: number
  question: boolean
  media: boolean
  hesitation: boolean
  nod: boolean
  silence: boolean
  /** At which turn the order is called off, or a person is called; 0 = never. */
  cancelAt: number
  operatorAt: number
  /** After the order: nothing, thanks, another yes, or taking it back. */
  afterwards: 'nothing' | 'thanks' | 'yes' | 'cancel'
}

export interface Customer {
  seed: number
  style: Style
  facts: Facts
  whims: Whims
  /** The number that the transport knows. */
  knownPhone: string | undefined
  /** What was ordered the last time. */
  before: Facts | undefined
  random: Random
}

/** The same customer for the same seed. */
export function customerOf(seed: number): Customer {
  const random = randomOf(`customer ${seed}`)
  const style = random.pick(styles)
  const facts = factsOf(random)
  const whims: Whims = {
    typos: random.chance(0.15),
    latin: facts.language !== 'en' && random.chance(0.08),
    plainKyrgyz: facts.language === 'ky' && random.chance(0.5),
    changes: random.chance(0.3) ? random.integer(1, 2) : 0,
    question: random.chance(0.25),
    media: random.chance(0.08),
    hesitation: random.chance(0.1),
    nod: random.chance(0.1),
    silence: random.chance(0.1),
    cancelAt: random.chance(0.07) ? random.integer(1, 6) : 0,
    operatorAt: random.chance(0.04) ? random.integer(1, 6) : 0,
    afterwards: random.pick(['nothing', 'nothing', 'thanks', 'yes', 'cancel']),
  }
  const returning = style === 'returning'
  const knownPhone = returning || random.chance(0.4) ? facts.phone : undefined
  const before = returning ? { ...factsOf(random), language: facts.language, phone: facts.phone } : undefined
  return { seed, style, facts, whims, knownPhone, before, random }
}
