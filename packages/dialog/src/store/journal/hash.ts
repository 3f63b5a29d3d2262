import { createHash } from 'node:crypto'

/** 16 characters that tell texts apart. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16)
}
