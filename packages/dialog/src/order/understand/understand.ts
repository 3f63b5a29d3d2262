import type { Message } from '../../flow/message.ts'
import type { Reason, Situation, Understand, Understood } from '../../flow/understanding.ts'
import { detectLocale } from '../../language/detect.ts'
import { locales, type Locale } from '../../language/locale.ts'
import { toE164 } from '../../language/phones.ts'
import { means, readText, type Reading } from '../../language/reading.ts'
import type { OrderContext } from '../context.ts'
import type { CustomerEvent, Slot } from '../events.ts'
import { readCommand } from './commands.ts'
import { readConsent } from './consent.ts'
import { correctionOf, eventOfSlots } from './correction.ts'
import { fallbackFor } from './fallback.ts'
import { asksAboutCount, readQuestion } from './question.ts'
import { readSlots, type FoundSlots } from './slots.ts'
import { readSmalltalk } from './smalltalk.ts'

const longestRemark = 200

type Meaning = { event: CustomerEvent; because: Reason[]; locale?: Locale }

/** What a customer means by a message, where the conversation stands: one event, and why. Pure; never throws. */
export const understand: Understand<OrderContext, CustomerEvent> = (message, situation) => {
  const reading = readText(message.text ?? '')
  const { event, because, locale: wished } = meaningOf(message, reading, situation)
  const current = locales.find((locale) => locale === situation.locale) ?? 'ru'
  const locale = wished ?? detectLocale(reading, current, situation.state.startsWith('greeting'))
  const understood: Understood<CustomerEvent> = { event, because }
  return locale === situation.locale ? understood : { ...understood, locale }
}

function meaningOf(message: Message, reading: Reading, situation: Situation<OrderContext>): Meaning {
  if (message.location) return located(message.location, reading, situation)
  const contact = contactPhone(message)
  if (contact) return because({ type: 'user.provide', phone: contact }, 'contact', contact)
  if (reading.tokens.length === 0) {
    const kind = message.media?.[0]?.kind
    return kind
      ? because({ type: 'user.media', kind }, 'media', kind)
      : because({ type: 'user.smalltalk', kind: 'noise' }, 'blank', '')
  }
  return worded(message, reading, situation)
}

function worded(message: Message, reading: Reading, situation: Situation<OrderContext>): Meaning {
  const { awaits, context } = situation
  const { text } = reading
  const found = readSlots(reading, awaits, context)
  const hasData = Object.keys(found.slots).length > 0
  const command = readCommand(reading)
  const wish = command?.locale ? { locale: command.locale } : {}

  if (command?.command === 'operator') return because({ type: 'user.operator' }, 'operator', command.words)
  if (command?.command === 'contradiction')
    return because({ type: 'user.unclear', obstacle: 'contradiction' }, 'contradiction', text)
  if (command?.command === 'cancel' && !(hasData && reading.tokens.some((_, at) => means(reading, at, 'change')))) {
    return because({ type: 'user.cancel' }, 'cancel', command.words)
  }
  const again = situation.awaits === 'confirmation' && hasData && agreesAgain(reading, found.slots, situation)
  if (again) return because({ type: 'user.yes' }, 'consent.yes', text)
  const asksOnly = asksAboutCount(reading) && found.slots.address === undefined && found.slots.phone === undefined
  const topic = readQuestion(reading, context.orderNumber !== null)
  if (hasData && !(asksOnly && topic)) {
    return {
      event: eventOfSlots(reading, found, situation, command?.command === 'restart'),
      because: found.because,
      ...wish,
    }
  }
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
  return (
    phoneReference(message, reading, situation) ??
    consented(reading, situation) ??
    (command ? because({ type: 'user.repeat' }, 'repeat', command.words) : undefined) ??
    correctionOf(reading, found, situation) ??
    (topic && because({ type: 'user.ask', topic }, 'question', text)) ??
    chatted(reading) ??
    fallbackFor(reading, found, awaits)
  )
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

function consented(reading: Reading, { awaits, context, late }: Situation<OrderContext>): Meaning | undefined {
  const consent = readConsent(reading)
  if (!consent) return undefined
  if (late && (consent === 'yes' || consent === 'fine' || consent === 'no'))
    return because({ type: 'user.smalltalk', kind: 'noise' }, 'late', reading.text)
  const rule = `consent.${consent}`
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
  return because({ type: 'user.yes' }, rule, reading.text)
}

/** "да, 2 бутылки", when two are in the summary: a yes, said in full. */
function agreesAgain(
  reading: Reading,
  slots: FoundSlots['slots'],
  { context, late }: Situation<OrderContext>,
): boolean {
  const same = (Object.keys(slots) as Slot[]).every((slot) => slots[slot] === context[slot])
  return same && !late && readConsent(reading) === 'yes'
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
  { awaits, context }: Situation<OrderContext>,
): Meaning {
  const found = readSlots(reading, awaits === 'address' ? 'address' : 'anything', context)
  const pin = `📍 ${lat}, ${lon}`
  const words = found.slots.address ?? (found.slots.phone || found.slots.bottles ? '' : shortened(reading.text))
  const slots = { ...found.slots, address: [pin, words].filter(Boolean).join(', ') }
  const type =
    context.address !== null && (awaits === 'confirmation' || awaits === 'phone' || awaits === 'bottles')
      ? 'user.change'
      : 'user.provide'
  return { event: { type, ...slots }, because: [{ rule: 'location', words: pin }, ...found.because] }
}

/** What a customer wrote to a pin is for the courier to read: it must fit into a summary. */
function shortened(text: string): string {
  return Array.from(text.replace(/\s+/g, ' ').trim()).slice(0, longestRemark).join('')
}

function contactPhone(message: Message): string | undefined {
  const card = message.media?.find((media) => media.kind === 'contact')
  if (!card) return undefined
  return [message.text, card.name, card.url].map((text) => readPhone(text ?? '')).find((phone) => phone !== undefined)
}

function readPhone(text: string): string | undefined {
  return text
    .split(/[\n,;]|TEL[^:]*:/i)
    .map(toE164)
    .find((phone) => phone !== undefined)
}

function because(event: CustomerEvent, rule: string, words: string): Meaning {
  return { event, because: [{ rule, words: words.slice(0, 120) }] }
}
