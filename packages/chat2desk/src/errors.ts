/** Why the service said no. Only `rate-limit` and `server` are worth another try. */
export type RefusalKind = 'token' | 'quota' | 'rate-limit' | 'not-found' | 'invalid' | 'server'

/** How the answer failed to come. */
export type SilenceKind = 'timeout' | 'network' | 'not-sent' | 'unreadable'

type Refusal = {
  kind: RefusalKind
  httpStatus: number
  apiMessage: string | null
  errors: Readonly<Record<string, readonly string[]>>
  retryAfterMs: number | null
  maybeSent: boolean
}

/** Chat2Desk answered, and the answer is no. */
export class Chat2DeskRefused extends Error {
  override readonly name = 'Chat2DeskRefused' as const
  readonly kind: RefusalKind
  readonly httpStatus: number
  readonly apiMessage: string | null
  readonly errors: Readonly<Record<string, readonly string[]>>
  readonly retryAfterMs: number | null
  /** True when the request may have taken effect all the same (a gateway spoke for the service). */
  readonly maybeSent: boolean

  constructor(action: string, refusal: Refusal) {
    const details = Object.entries(refusal.errors).map(([field, reasons]) => `${field} ${reasons.join(', ')}`)
    const reason = [refusal.apiMessage ?? refusal.kind, ...details].join('; ').slice(0, 400)
    super(`Chat2Desk: ${action}: ${reason} (HTTP ${refusal.httpStatus})`)
    this.kind = refusal.kind
    this.httpStatus = refusal.httpStatus
    this.apiMessage = refusal.apiMessage
    this.errors = refusal.errors
    this.retryAfterMs = refusal.retryAfterMs
    this.maybeSent = refusal.maybeSent
  }
}

type Silence = { kind: SilenceKind; maybeSent: boolean; reason: string; cause?: unknown }

/** Chat2Desk did not answer, or not in a way that can be read. */
export class Chat2DeskUnanswered extends Error {
  override readonly name = 'Chat2DeskUnanswered' as const
  readonly kind: SilenceKind
  /** False only when the request certainly had no effect; a repeat after true may send twice. */
  readonly maybeSent: boolean

  constructor(action: string, silence: Silence) {
    super(`Chat2Desk: ${action}: ${silence.reason}`, silence.cause === undefined ? {} : { cause: silence.cause })
    this.kind = silence.kind
    this.maybeSent = silence.maybeSent
  }
}

/** Did the service say no? */
export const isRefused = (error: unknown): error is Chat2DeskRefused => error instanceof Chat2DeskRefused

/** Did the service not answer? */
export const isUnanswered = (error: unknown): error is Chat2DeskUnanswered => error instanceof Chat2DeskUnanswered
