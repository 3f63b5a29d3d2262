/**
 * Why something failed, without the values that it failed on: a reason is kept with dead letters and goes into logs, and
 * values are what somebody wrote.
 */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if (error instanceof SyntaxError) return 'its text cannot be read'
  if ('query' in error || 'severity' in error) return `the database: ${codeOf(error) ?? error.name}`
  return withoutValue(error.message).slice(0, 300)
}

/** A message of Valibot without the value at its end. */
export function withoutValue(message: string): string {
  return message.replace(/(?: but received|: Received) [\s\S]*/, '')
}

function codeOf(error: Error): string | undefined {
  const { code, cause } = error as Error & { code?: unknown }
  if (typeof code === 'string') return `code ${code}`
  return cause instanceof Error ? codeOf(cause) : undefined
}
