import { locales } from '@shoro/dialog/order'
import * as v from 'valibot'
import type { TroubleKind } from './contract.ts'

const text = v.pipe(v.string(), v.trim(), v.minLength(1, 'is empty'), v.maxLength(4_000, 'is too long'))
const customer = v.pipe(v.string(), v.regex(/^99\d{8}$/, 'is no customer of the playground'))
const seconds = (max: number) => v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(max)))
const texts = v.tuple([text, text])
const nothing = v.object({})

export const transports = ['telegram', 'wa_dialog', 'insta_direct', 'viber', 'widget'] as const
export const mediaKinds = ['voice', 'photo', 'document', 'sticker', 'location', 'contact'] as const

export const newCustomer = v.strictObject({
  transport: v.optional(v.picklist(transports)),
  locale: v.optional(v.picklist(locales)),
  phone: v.optional(v.pipe(v.string(), v.regex(/^\+?\d{9,15}$/, 'is no phone number'))),
  name: v.optional(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(60))),
  id: v.optional(customer),
})

export const customerWords = v.union(
  [
    v.strictObject({ text }),
    v.strictObject({ button: v.pipe(v.string(), v.maxLength(200)) }),
    v.strictObject({ media: v.picklist(mediaKinds) }),
  ],
  'is none of { text }, { button }, { media }',
)

/** What each kind of trouble needs to know. */
export const troubles = {
  twice: v.object({ customer, text }),
  shuffled: v.object({ customer, texts }),
  'at-once': v.object({ customer, texts }),
  'api-down': v.object({ seconds: seconds(300) }),
  'api-up': nothing,
  'operator-writes': v.object({ customer, text: v.optional(text) }),
  'operator-leaves': v.object({ customer }),
  'time-forward': v.object({ minutes: v.pipe(v.number(), v.minValue(1), v.maxValue(7 * 24 * 60)) }),
  'worker-killed': v.object({ when: v.optional(v.picklist(['now', 'in-the-middle'])), seconds: seconds(60) }),
} satisfies Record<TroubleKind, v.GenericSchema>

export function isTrouble(kind: string): kind is TroubleKind {
  return Object.hasOwn(troubles, kind)
}
