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
    serializers: {
      err: (error: Error) => ({
        type: error.name,
        message: error.message,
        stack: error.stack,
        ...('code' in error && { code: error.code }),
      }),
    },
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
