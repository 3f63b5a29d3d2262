/** As much of an element that scrolls as matters here. */
export interface Log {
  scrollTop: number
  readonly scrollHeight: number
  readonly clientHeight: number
}

/** Who is so near to the end, in pixels, reads the newest. */
const nearby = 40

/**
 * Whether the newest message is to be brought into view: nobody reads further up. `end` is where the log ended when it
 * was looked at last; undefined if it was not yet.
 */
export function isAtEnd({ scrollTop, scrollHeight, clientHeight }: Log, end: number | undefined): boolean {
  // A window that grew has moved the log by itself.
  return end === undefined || scrollTop >= Math.min(end, scrollHeight - clientHeight) - nearby
}
