import * as v from 'valibot'

const rate = v.pipe(v.number(), v.minValue(0), v.maxValue(1))
const ms = v.pipe(v.number(), v.minValue(0), v.maxValue(24 * 3600 * 1000))
const oneOf = <const Options extends readonly string[]>(options: Options) => v.picklist([...options, 'random'] as const)
const nullable = v.nullable(v.string())

const faults = {
  /** Share of API calls answered 429. */
  status429Rate: rate,
  /** The Retry-After of a 429; 0 = none. */
  retryAfterSeconds: v.pipe(v.number(), v.minValue(0)),
  /** Share answered 502 with an HTML page; nothing is accepted. */
  status500Rate: rate,
  /** Share answered 200 with an HTML page; nothing is accepted. */
  htmlRate: rate,
  /** Every API answer waits this long. */
  slowMs: ms,
  /** Share in which the call is carried out and the connection is then reset. */
  resetAfterAcceptRate: rate,
  /** After how long a `late` call is carried out and answered. */
  lateMs: ms,
  /** Share of messages that are accepted, and that the messenger then refuses. */
  undeliveredRate: rate,
  /** Every call says that the monthly quota is used up. */
  quotaExhausted: v.boolean(),
  /** Clients for whom every call fails as with `status500Rate`, and nobody else's does. */
  brokenClients: v.array(v.string()),
  /** Until this time (ms since 1970) connections are cut at once. */
  downUntil: v.number(),
}

const bodies = {
  coordinates: oneOf(['lat,lon', 'lon lat']),
  mediaUrl: oneOf(['full', 'relative']),
  attachments: oneOf(['link', 'file']),
  extraData: oneOf(['object', 'array']),
  eventTime: oneOf(['micros', 'seconds']),
  /**
   * `sparse` leaves out of messages `video`, `is_new` and `insta_comment`, as older bodies do, and of closings and transfers
   * everything but the ids that they are known to name.
   */
  keys: oneOf(['full', 'sparse']),
  ids: oneOf(['numbers', 'strings']),
}

const signing = v.union([
  v.literal('off'),
  v.strictObject({
    signatureHeader: v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,64}$/)),
    timestampHeader: v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,64}$/)),
    key: v.picklist(['md5-hex', 'md5-raw', 'literal']),
  }),
])

const single = {
  token: v.pipe(v.string(), v.minLength(1)),
  /** The operator under which the API's own messages come back when none is named. */
  botOperatorId: v.string(),
  /** When the `outbox` webhook of an API message goes out: before or after the API's answer, or never. */
  echo: v.picklist(['before', 'after', 'none']),
  echoDelayMs: ms,
  /**
   * A free text to a WhatsApp customer who wrote longer ago than `replyWindowMs`, or never: it is `delivered`, the call is
   * `refused`, or it is accepted and an `outbox_status` webhook says that it `failed`. Templates always pass.
   */
  closedWindow: v.picklist(['delivered', 'refused', 'failed']),
  replyWindowMs: ms,
  /** Whether refusals come as HTTP 400 or as 200 with `status: "error"`. */
  errorsAs: v.picklist([400, 200]),
  /** Makes a client of an unknown id instead of refusing the message. */
  adoptClients: v.boolean(),
  /** Webhooks of `comment` and `system_message` for such API messages. */
  internalHooks: v.boolean(),
  hookOrder: v.picklist(['natural', 'shuffled']),
  firstDialogNull: v.boolean(),
  /** The operator who gets every dialog at once, or null. */
  autoAssign: nullable,
  /** The text of Chat2Desk's own menu, sent at the start of every request, or null. */
  autoreply: nullable,
  /** A rating request after every closing. */
  ratingSurvey: v.boolean(),
  transferDelayMs: ms,
  buttonPress: v.picklist(['payload', 'label']),
  retryDelaysMs: v.pipe(v.array(ms), v.maxLength(10)),
  disableAfterMs: ms,
  /** Divides the retry delays and the time to disabling. */
  speedUp: v.pipe(v.number(), v.minValue(1)),
  deliveryTimeoutMs: ms,
  accept2xx: v.boolean(),
  signing,
  /** Shares of webhooks delivered twice, late, with a time two hours old, or without waiting for the one before. */
  duplicateRate: rate,
  reorderRate: rate,
  staleRate: rate,
  parallelRate: rate,
}

export const knobPatch = v.strictObject({
  ...v.partial(v.strictObject(single)).entries,
  bodies: v.optional(v.partial(v.strictObject(bodies))),
  faults: v.optional(v.partial(v.strictObject(faults))),
})

const knobSchema = v.strictObject({ ...single, bodies: v.strictObject(bodies), faults: v.strictObject(faults) })

/** Everything about the stand-in that can be turned, also while it runs. */
export type Knobs = v.InferOutput<typeof knobSchema>
/** A partial change; `bodies` and `faults` are merged. */
export type KnobPatch = Partial<Omit<Knobs, 'bodies' | 'faults'>> & {
  bodies?: Partial<Knobs['bodies']>
  faults?: Partial<Knobs['faults']>
}

export const usualKnobs: Knobs = {
  token: 'sandbox-token',
  botOperatorId: '228522',
  echo: 'after',
  echoDelayMs: 0,
  closedWindow: 'delivered',
  replyWindowMs: 24 * 3600 * 1000,
  errorsAs: 400,
  adoptClients: false,
  internalHooks: true,
  hookOrder: 'natural',
  firstDialogNull: true,
  autoAssign: null,
  autoreply: null,
  ratingSurvey: false,
  transferDelayMs: 0,
  buttonPress: 'payload',
  retryDelaysMs: [10_000, 300_000, 7_200_000],
  disableAfterMs: 5 * 3600 * 1000,
  speedUp: 1,
  deliveryTimeoutMs: 10_000,
  accept2xx: false,
  signing: { signatureHeader: 'X-Signature', timestampHeader: 'X-Timestamp', key: 'md5-hex' },
  duplicateRate: 0,
  reorderRate: 0,
  staleRate: 0,
  parallelRate: 0,
  bodies: {
    coordinates: 'lat,lon',
    mediaUrl: 'full',
    attachments: 'link',
    extraData: 'object',
    eventTime: 'micros',
    keys: 'full',
    ids: 'numbers',
  },
  faults: {
    status429Rate: 0,
    retryAfterSeconds: 0,
    status500Rate: 0,
    htmlRate: 0,
    slowMs: 0,
    resetAfterAcceptRate: 0,
    lateMs: 12_000,
    undeliveredRate: 0,
    quotaExhausted: false,
    brokenClients: [],
    downUntil: 0,
  },
}

/** Checks the change as a whole: a wrong knob changes nothing and names itself. */
export const turnKnobs = (knobs: Knobs, change: unknown): Knobs => {
  const read = v.safeParse(knobPatch, change)
  if (!read.success) {
    const issue = read.issues[0]
    throw new TypeError(`Chat2Desk sandbox: turn knob ${v.getDotPath(issue) ?? '?'}: ${issue.message}`)
  }
  const { bodies: bodyChange, faults: faultChange, ...rest } = read.output
  const defined = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
  return {
    ...knobs,
    ...(defined as Partial<Knobs>),
    bodies: { ...knobs.bodies, ...(bodyChange as Partial<Knobs['bodies']>) },
    faults: { ...knobs.faults, ...(faultChange as Partial<Knobs['faults']>) },
  }
}
