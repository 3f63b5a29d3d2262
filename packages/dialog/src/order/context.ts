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
})

export type OrderContext = v.InferOutput<typeof orderContext>
