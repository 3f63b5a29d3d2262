import { createHash } from 'node:crypto'
import { pino, type Logger } from 'pino'
import type { Settings } from './env.ts'

export type { Logger } from 'pino'

/** Structured logs on standard output. What customers write, their phones and addresses never go in. */
export function createLogger({ logLevel }: Pick<Settings, 'logLevel'>, role: string): Logger {
  return pino({
    level: logLevel,
    base: { role },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: describeError },
    redact: {
      paths: [
        'text',
        'phone',
        'address',
        '*.text',
        '*.phone',
        '*.address',
        'token',
        '*.token',
        'authorization',
        '*.authorization',
      ],
      censor: '[hidden]',
    },
  })
}

/** A name for a conversation in logs: tells lines of one customer apart without saying who it is. */
export function pseudonym(conversation: string): string {
  return createHash('sha256').update(conversation).digest('hex').slice(0, 10)
}

/**
 * An error without the values that it is about: what a database refused, a query's parameters and a text that is no
 * JSON are somebody's name, phone or address.
 */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error }
  const { code, cause } = error as Error & { code?: unknown }
  return {
    type: error.name,
    message: messageOf(error),
    ...(typeof code === 'string' && { code }),
    stack: error.stack
      ?.split('\n')
      .filter((line) => /^\s+at /.test(line))
      .join('\n'),
    ...(cause instanceof Error && { cause: describeError(cause) }),
  }
}

function messageOf(error: Error): string {
  if ('query' in error && 'params' in error) return `Failed query: ${String(error.query)}`
  if ('severity' in error) return 'Refused by the database'
  if (error instanceof SyntaxError) return 'A text cannot be read'
  return error.message
}
