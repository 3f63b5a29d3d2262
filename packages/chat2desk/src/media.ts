import { fieldsOf, type Fields } from './envelope.ts'
import { cleanText } from './text.ts'

/** A file of a message. `url` may be a path without a host: then the storage host of the cluster comes before it. */
export type Media = { kind: 'photo' | 'voice' | 'video' | 'document' | 'sticker'; url: string; name?: string }

const single = [
  ['photo', 'photo'],
  ['audio', 'voice'],
  ['video', 'video'],
  ['pdf', 'document'],
] as const

export const readMedia = (body: Fields): Media[] => {
  const media: Media[] = []
  for (const [field, kind] of single) {
    const url = readUrl(body[field])
    if (url !== null) media.push({ kind: kind === 'photo' && isSticker(url) ? 'sticker' : kind, url })
  }
  const attachments = Array.isArray(body['attachments']) ? body['attachments'].slice(0, 20) : []
  for (const attachment of attachments.map(fieldsOf)) {
    const url = readUrl(attachment['link']) ?? readUrl(fieldsOf(attachment['file'])['url'])
    if (url === null) continue
    const name = readName(attachment['name'])
    const known = media.find((item) => item.url.endsWith(url) || url.endsWith(item.url))
    if (!known) media.push({ kind: kindOf(attachment['content_type'], url), url, ...name })
    else if (known.name === undefined) Object.assign(known, name)
  }
  return media
}

const readUrl = (value: unknown): string | null => {
  if (typeof value !== 'string' || value === '' || value.length > 2048) return null
  const isHttp = /^https?:\/\//i.test(value)
  return isHttp || /^[\w/][^:\s]*$/.test(value) ? value : null
}

const readName = (value: unknown): { name?: string } => {
  const name = typeof value === 'string' ? cleanText(value, 200).text : ''
  return name === '' ? {} : { name }
}

const kindOf = (contentType: unknown, url: string): Media['kind'] => {
  if (isSticker(url)) return 'sticker'
  const type = typeof contentType === 'string' ? contentType : ''
  if (type.startsWith('image/') || /\.(?:jpe?g|png|gif|heic)$/i.test(pathOf(url))) return 'photo'
  if (type.startsWith('audio/') || /\.(?:ogg|oga|opus|mp3|m4a|amr)$/i.test(pathOf(url))) return 'voice'
  if (type.startsWith('video/') || /\.(?:mp4|mov|3gp|webm)$/i.test(pathOf(url))) return 'video'
  return 'document'
}

const isSticker = (url: string) => /\.(?:webp|tgs)$/i.test(pathOf(url))
const pathOf = (url: string) => url.split(/[?#]/, 1)[0] ?? url
