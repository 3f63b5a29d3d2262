import type { Message } from '../../flow/message.ts'
import type { Situation, Understood } from '../../flow/understanding.ts'
import { detectLocale } from '../../language/detect.ts'
import { locales } from '../../language/locale.ts'
import { toE164 } from '../../language/phones.ts'
import { means, plainLexicon, readText, type Lexicon, type Reading } from '../../language/reading.ts'
import type { OrderContext } from '../context.ts'
import type { CustomerEvent, Topic } from '../events.ts'
import { agreesAgain, agreesAndAsksWhen, agreesToSame, agreesWithExcuse, sameAsKnown } from './agreement.ts'
import { readCommand } from './commands.ts'
import { readConsent } from './consent.ts'
import { correctionOf, deniedSlot, eventOfSlots } from './correction.ts'
import { answerOfEmpties, withEmpties } from './empties.ts'
import { fallbackFor } from './fallback.ts'
import { chosenIn } from './choice.ts'
import { because, type Meaning } from './meaning.ts'
import { captioned, contactPhone, mediaMeaning } from './media.ts'
import { asksAboutCount, asksWhereFrom, readQuestion } from './question.ts'
import { readSlots, type FoundSlots } from './slots.ts'
import { isPutOff } from './reported.ts'
import { readSmalltalk } from './smalltalk.ts'
import { usualBut } from './usual.ts'
import { withNote } from './with-note.ts'

const longestRemark = 200

/** What the business asks for besides. */
export interface UnderstandOptions {
  /** Whether empties are counted; otherwise they are words for the courier. */
  asksEmpties?: boolean
}

type Understanding = (message: Message, situation: Situation<OrderContext>) => Understood<CustomerEvent>

/**
 * Makes what tells a customer's meaning from a message and where the conversation stands: one event, and why. Pure;
 * never throws.
 */
export function understandWith(lexicon: Lexicon, options: UnderstandOptions = {}): Understanding {
  return (message, situation) => {
    const reading = readText(message.text ?? '', lexicon)
    const { event, because, locale: wished } = meaningOf(message, reading, situation, options)
    const current = locales.find((locale) => locale === situation.locale) ?? 'ru'
    const locale = wished ?? detectLocale(reading, current, situation.state.startsWith('greeting'))
    const understood: Understood<CustomerEvent> = { event, because }
    return locale === situation.locale ? understood : { ...understood, locale }
  }
}

/** The same with the words that need no setting. */
export const understand: Understanding = understandWith(plainLexicon)

function meaningOf(
  message: Message,
  reading: Reading,
  situation: Situation<OrderContext>,
  options: UnderstandOptions,
): Meaning {
  const chosen = chosenIn(message.text ?? '', situation)
  if (chosen) return chosen
  if (message.location) return located(message.location, reading, situation)
  const contact = contactPhone(message)
  if (contact) return because({ type: 'user.provide', phone: contact }, 'contact', contact)
  if (reading.tokens.length > 0) return captioned(message, reading, worded(message, reading, situation, options))
  return mediaMeaning(message, reading) ?? because({ type: 'user.smalltalk', kind: 'noise' }, 'blank', '')
}

function worded(
  message: Message,
  reading: Reading,
  situation: Situation<OrderContext>,
  { asksEmpties }: UnderstandOptions,
): Meaning {
  const found = readSlots(reading, situation.awaits, situation.context)
  const meaning = withNote(answered(message, reading, found, situation), found.note, situation)
  return asksEmpties ? withEmpties(meaning, found, situation) : meaning
}

function answered(message: Message, reading: Reading, found: FoundSlots, situation: Situation<OrderContext>): Meaning {
  const { awaits, context } = situation
  const { text } = reading
  const hasData = Object.keys(found.slots).length > 0
  const command = readCommand(reading, awaits)
  const wish = command?.locale ? { locale: command.locale } : {}

  if (command?.command === 'forget') return because({ type: 'user.forget' }, 'forget', command.words)
  if (command?.command === 'operator') return because({ type: 'user.operator' }, 'operator', command.words)
  if (command?.command === 'contradiction')
    return because({ type: 'user.unclear', obstacle: 'contradiction' }, 'contradiction', text)
  if (command?.command === 'cancel' && !(hasData && reading.tokens.some((_, at) => means(reading, at, 'change')))) {
    return because({ type: 'user.cancel' }, 'cancel', command.words)
  }
  const empties = awaits === 'empties' ? answerOfEmpties(reading, found, context) : undefined
  if (empties) return empties
  if (situation.awaits === 'confirmation' && agreesToSame(reading, situation))
    return because({ type: 'user.yes' }, 'consent.yes', text)
  const again = situation.awaits === 'confirmation' && agreesAgain(reading, found.slots, situation)
  if (again) return because({ type: 'user.yes' }, 'consent.yes', text)
  const refused =
    situation.awaits === 'confirmation' && sameAsKnown(found.slots, context) ? deniedSlot(reading) : undefined
  if (refused) return because({ type: 'user.change', slot: refused }, 'correction', text)
  const asksOnly =
    asksWhereFrom(reading) ||
    (asksAboutCount(reading) && found.slots.address === undefined && found.slots.phone === undefined)
  const topic = readQuestion(reading, context.orderNumber !== null)
  if (hasData && !(asksOnly && topic)) {
    return {
      event: askingBesides(eventOfSlots(reading, found, situation, command?.command === 'restart'), topic),
      because: found.because,
      ...wish,
    }
  }
  // "отмените 2 бутылки", when two were wanted
  const undone = reading.marks.some(({ concept }) => concept === 'cancel')
  if (found.obstacle === 'bottles.zero' && undone && awaits === 'confirmation' && context.bottles !== null)
    return because({ type: 'user.cancel' }, 'cancel', text)
  if (found.obstacle?.startsWith('bottles') && !topic) {
    return {
      event: { type: 'user.unclear', obstacle: found.obstacle, slot: 'bottles' },
      because: found.because,
      ...wish,
    }
  }
  if (command?.command === 'restart') return because({ type: 'user.restart' }, 'restart', command.words)
  if (command?.locale)
    return { ...because({ type: 'user.language', locale: command.locale }, 'language', command.words), ...wish }
  if (hasData && topic) return because({ type: 'user.ask', topic }, 'question', text)
  if (agreesAndAsksWhen(reading, topic, situation) || agreesWithExcuse(reading, situation))
    return because({ type: 'user.yes' }, 'consent.yes', text)
  return (
    phoneReference(message, reading, situation) ??
    consented(reading, found, situation) ??
    usualBut(reading, found, situation) ??
    (command ? because({ type: 'user.repeat' }, 'repeat', command.words) : undefined) ??
    correctionOf(reading, found, situation) ??
    (topic && because({ type: 'user.ask', topic }, 'question', text)) ??
    chatted(reading) ??
    fallbackFor(reading, found, awaits, context)
  )
}

/** "2 бутыли на Манаса 40, а сколько стоит?" is answered too. */
function askingBesides(event: CustomerEvent, topic: Topic | undefined): CustomerEvent {
  const answerable = topic === 'price' || topic === 'hours' || topic === 'water'
  return event.type === 'user.provide' && answerable ? { ...event, topic } : event
}

function phoneReference(
  message: Message,
  reading: Reading,
  { awaits, context }: Situation<OrderContext>,
): Meaning | undefined {
  const words = reading.tokens.some((_, at) => means(reading, at, 'keepSame'))
  if (!words || awaits === 'address' || awaits === 'nothing') return undefined
  const known = context.phone ?? (context.knownPhone || undefined) ?? toE164(message.sender?.phone ?? '')
  if (reading.tokens.some((_, at) => means(reading, at, 'no', 'not', 'wrong', 'decline'))) return undefined
  if (awaits === 'phone' || (awaits === 'confirmation' && !context.phone)) {
    return known
      ? because({ type: 'user.provide', phone: known }, 'phone.same', reading.text)
      : because({ type: 'user.unclear', obstacle: 'nothing-known', slot: 'phone' }, 'phone.same', reading.text)
  }
  return undefined
}

function consented(
  reading: Reading,
  { note }: FoundSlots,
  { awaits, context, late }: Situation<OrderContext>,
): Meaning | undefined {
  const consent = readConsent(reading)
  if (!consent) return undefined
  if (late && (consent === 'yes' || consent === 'fine' || consent === 'no'))
    return because({ type: 'user.smalltalk', kind: 'noise' }, 'late', reading.text)
  const rule = `consent.${consent}` as const
  if (consent === 'contradiction')
    return because({ type: 'user.unclear', obstacle: 'contradiction' }, rule, reading.text)
  if (consent === 'no') return namesSlot(reading) ? undefined : because({ type: 'user.no' }, rule, reading.text)
  if (consent === 'but') return namesSlot(reading) ? undefined : because({ type: 'user.change' }, rule, reading.text)
  if (consent === 'wait') return because({ type: 'user.smalltalk', kind: 'wait' }, rule, reading.text)
  if (awaits === 'phone' && context.knownPhone)
    return because({ type: 'user.provide', phone: context.knownPhone }, rule, reading.text)
  const words = reading.tokens.some((token) => token.kind === 'word')
  if (awaits !== 'confirmation' && (consent === 'fine' || !words)) {
    return chatted(reading) ?? because({ type: 'user.smalltalk', kind: 'reaction' }, rule, reading.text)
  }
  // "завтра в пять привезите" tells when, and leaves open whether the rest is right.
  const agrees = reading.tokens.some((_, at) => means(reading, at, 'yes', 'right'))
  if (note !== undefined && (!agrees || refusesDay(reading))) return undefined
  if (isPutOff(reading)) return because({ type: 'user.smalltalk', kind: 'wait' }, 'consent.wait', reading.text)
  return because({ type: 'user.yes' }, rule, reading.text)
}

/** "не завтра" leaves open when. */
function refusesDay(reading: Reading): boolean {
  return reading.tokens.some(
    ({ key }, at) => reading.claims[at] === 'note' && /^(?:не|not)$/.test(key) && means(reading, at + 1, 'day'),
  )
}

function namesSlot(reading: Reading): boolean {
  return reading.tokens.some((_, at) => means(reading, at, 'addressNoun', 'phoneNoun', 'countNoun', 'bottle'))
}

function chatted(reading: Reading): Meaning | undefined {
  const kind = readSmalltalk(reading)
  return kind && because({ type: 'user.smalltalk', kind }, 'smalltalk', reading.text)
}

function located(
  { lat, lon }: { lat: number; lon: number },
  reading: Reading,
  { awaits, state, context }: Situation<OrderContext>,
): Meaning {
  const found = readSlots(reading, awaits === 'address' ? 'address' : 'anything', context)
  const pin = `📍 ${lat}, ${lon}`
  const words = found.slots.address ?? (found.slots.phone || found.slots.bottles ? '' : shortened(reading.text))
  // A pin beside an address helps to find it; a later pin is another place.
  const known = context.address?.includes('📍') ? null : context.address
  const slots = { ...found.slots, address: [known, pin, words].filter(Boolean).join(', ') }
  const type =
    context.address !== null &&
    (awaits === 'confirmation' || awaits === 'phone' || awaits === 'bottles' || state.startsWith('placed'))
      ? 'user.change'
      : 'user.provide'
  return { event: { type, ...slots }, because: [{ rule: 'location', words: pin }, ...found.because] }
}

/** What a customer wrote to a pin is for the courier to read: it must fit into a summary. */
function shortened(text: string): string {
  return Array.from(text.replace(/\s+/g, ' ').trim()).slice(0, longestRemark).join('')
}
