const own = (): number => Date.now()
let clock = own

/** Milliseconds since the epoch, by the clock that this process follows; by its machine's own as long as it follows none. */
export const currentTime = (): number => clock()

export interface Following {
  /** How often to look, ms. Default 5 s. */
  everyMs?: number
  /** Milliseconds that pass evenly, whatever is done to the machine's clock. */
  steady?: () => number
  /** Told if the first look fails, so that the machine's own clock counts until one succeeds. */
  onUnknown?: (error: unknown) => void
}

/** What one look may be wrong by besides half of the time that it took, ms. */
const slackMs = 5

/**
 * Follows the clock behind `ask`, ms since the epoch, so that all processes that ask the same one agree, however wrong
 * their machines' clocks are or become. Between two looks, and while nobody answers, time passes evenly.
 */
export async function followClock(
  ask: () => Promise<number>,
  { everyMs = 5_000, steady = () => performance.now(), onUnknown = () => {} }: Following = {},
): Promise<{ stop(): void }> {
  let anchor = { at: steady(), time: own() }
  const followed = () => Math.round(anchor.time + steady() - anchor.at)
  const look = async () => {
    const before = steady()
    const time = await ask()
    const at = (before + steady()) / 2
    // What a look cannot tell for sure changes nothing: the clock does not tremble.
    if (Math.abs(time - (anchor.time + at - anchor.at)) > at - before + slackMs) anchor = { at, time }
  }
  await look().catch(onUnknown)
  clock = followed
  const timer = setInterval(() => void look().catch(() => {}), everyMs).unref()
  return {
    stop() {
      clearInterval(timer)
      if (clock === followed) clock = own
    },
  }
}
