import type { Outcome } from '@shoro/dialog'

/** True if the database will refuse this again for ever: bad data (22) or a broken rule (23). */
export function isHopeless(error: unknown): boolean {
  return /^2[23]/.test(codeOf(error) ?? '')
}

/** The code and kind of a database error, without the values that were refused. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error)
  return code ? `code ${code}` : error instanceof Error ? error.name : 'unknown'
}

/** What becomes of an effect that the database refused or did not answer: what is hopeless is not asked again. */
export function databaseOutcome(error: unknown): Outcome {
  const reason = `database: ${reasonOf(error)}`
  return isHopeless(error) ? { status: 'undeliverable', reason } : { status: 'wait', reason, ms: 2_000 }
}

function codeOf(error: unknown): string | undefined {
  for (
    let at = error, depth = 0;
    typeof at === 'object' && at !== null && depth < 5;
    at = (at as { cause?: unknown }).cause, depth++
  ) {
    const { code } = at as { code?: unknown }
    if (typeof code === 'string') return code
  }
  return undefined
}
