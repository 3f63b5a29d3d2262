import type { Media, Message } from '../../flow/message.ts'

const mediaKinds: readonly string[] = ['photo', 'voice', 'video', 'document', 'sticker', 'contact']

/**
 * `[voice]`, `[photo] with words`, `[document чек.pdf]`, `[contact 0555 123 456]`, `[location 42.87 74.59]`, several of
 * these, or words. Throws at a location that is none.
 */
export function readMessage(text: string): Message {
  const media: Media[] = []
  const message: Message = {}
  let rest = text
  for (;;) {
    const [whole, kind = '', about = ''] = /^\[(\w+)\s*([^\]]*)\]\s*/.exec(rest) ?? []
    if (whole === undefined) break
    if (kind === 'location') message.location = readLocation(about, text)
    else if (mediaKinds.includes(kind))
      media.push({ kind: kind as Media['kind'], ...(about !== '' && { name: about }) })
    else break
    rest = rest.slice(whole.length)
  }
  if (media.length > 0) message.media = media
  if (rest !== '' || rest === text) message.text = rest
  return message
}

function readLocation(about: string, text: string): NonNullable<Message['location']> {
  const [lat = NaN, lon = NaN] = about.split(/[\s,]+/).map(Number)
  if (!Number.isFinite(lat) || !Number.isFinite(lon)) throw new Error(`Cannot send "${text}": no [location lat lon]`)
  return { lat, lon }
}

/** What `readMessage` reads as the same message; of media only kind and name, and no brackets in a name. */
export function writeMessage({ text, media = [], location }: Message): string {
  const parts = [
    ...media.map(({ kind, name = '' }) => `[${`${kind} ${name.replaceAll(/[\s\]]+/g, ' ')}`.trim()}]`),
    ...(location ? [`[location ${location.lat} ${location.lon}]`] : []),
    ...(text === undefined ? [] : [text.replaceAll(/\s*[\n\r\u2028\u2029]\s*/g, '\n').trim()]),
  ]
  return parts.filter(Boolean).join(' ')
}
