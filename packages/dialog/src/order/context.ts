import * as v from 'valibot'

const slots = {
  address: v.nullable(v.string()),
  phone: v.nullable(v.string()),
  bottles: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(50))),
}

/** What an order conversation remembers. */
export const orderContext = v.strictObject({
  ...slots,
  /** Wrong answers in a row at the open question. */
  misses: v.number(),
  reminded: v.boolean(),
  /** The number that the transport knows; offered, never taken without a word of the customer. Empty: refused. */
  knownPhone: v.nullable(v.string()),
  /** The number of the latest order placed in this conversation. */
  orderNumber: v.nullable(v.number()),
  /** The transport's request whose messages are answers to a survey. */
  survey: v.nullable(v.string()),
  /** The bot came back although the dialog is assigned to a person. */
  released: v.optional(v.boolean(), false),
  /** What this customer ordered the last time; a part that was refused is null. */
  usual: v.optional(v.nullable(v.object(slots)), null),
  /** The part of a placed order that is to be changed: the next answer is about it. */
  amending: v.optional(v.nullable(v.picklist(['address', 'phone', 'bottles'])), null),
  /** Empty bottles to give back; null while nobody asked. */
  empties: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(50))), null),
  /** What the courier should know besides: time, calls, papers. In the customer's words, joined with "; ". */
  note: v.optional(v.nullable(v.string()), null),
  /** A street or district that the customer named without a house. */
  street: v.optional(v.nullable(v.string()), null),
})

export type OrderContext = v.InferOutput<typeof orderContext>
