import type { Media, Message } from '../../flow/message.ts'
import { toE164 } from '../../language/phones.ts'
import { readText, type Reading } from '../../language/reading.ts'
import { because, type Meaning } from './meaning.ts'

const paid =
  /^(?:чек[аиуо]?в?|квитанци.*|оплат.*|оплач.*|переве[лд].*|перевод.*|скрин.*|слип|толод.*|толог.*|которд.*|slip|receipt|paid|payment|transfer.*|chek|oplat.*|kvitanc.*)$/

/** What a picture, a voice or a file without usable words is; nothing if there is none. */
export function mediaMeaning({ media }: Message, reading: Reading): Meaning | undefined {
  const [first] = media ?? []
  if (!first) return undefined
  const caption = reading.text.replace(/\s+/g, ' ').trim().slice(0, 200)
  if (!isSlip(first, reading)) return because({ type: 'user.media', kind: first.kind }, 'media', first.kind)
  const note = caption || first.name?.slice(0, 200)
  return because(
    { type: 'user.media', kind: first.kind, about: 'payment', ...(note && { note }) },
    'media.payment',
    note ?? '',
  )
}

/** A caption is read as a text; where it answers nothing, or speaks of a payment, the picture counts. */
export function captioned(message: Message, reading: Reading, meaning: Meaning): Meaning {
  const { event } = meaning
  const [first] = message.media ?? []
  if (!first) return meaning
  const asks = event.type === 'user.ask' && event.topic === 'payment'
  const vague = event.type === 'user.unclear' || event.type === 'user.smalltalk' || asks
  const noteOnly = event.type === 'user.provide' && Object.keys(event).every((key) => key === 'type' || key === 'note')
  return vague || (noteOnly && isSlip(first, reading)) ? (mediaMeaning(message, reading) ?? meaning) : meaning
}

function isSlip({ kind, name }: Media, reading: Reading): boolean {
  if (kind !== 'photo' && kind !== 'document') return false
  return [...reading.tokens, ...readText(name ?? '').tokens].some((token) => paid.test(token.key))
}

/** The first whole number of a contact card. */
export function contactPhone({ media, text }: Message): string | undefined {
  const card = media?.find(({ kind }) => kind === 'contact')
  if (!card) return undefined
  return [text, card.name, card.url].map((words) => readPhone(words ?? '')).find((phone) => phone !== undefined)
}

function readPhone(text: string): string | undefined {
  return text
    .slice(0, 2000)
    .split(/[\n,;]|TEL[^:\n]{0,40}:/i)
    .map(toE164)
    .find((phone) => phone !== undefined)
}
