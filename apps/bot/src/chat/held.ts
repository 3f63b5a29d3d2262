/** A call that was not made, or failed for a reason that is everybody's: it may be made again in `ms`. */
export class Held extends Error {
  override readonly name = 'Held'
  readonly ms: number
  /** True if it was made and may have had its effect. */
  readonly maybeSent: boolean

  constructor(reason: string, { ms, maybeSent = false, cause }: { ms: number; maybeSent?: boolean; cause?: unknown }) {
    super(reason, cause === undefined ? {} : { cause })
    this.ms = Math.ceil(ms)
    this.maybeSent = maybeSent
  }
}
