import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { sign, verifySignature } from './signature.ts'

const fixture = (name: string) => readFileSync(new URL(`../fixtures/raw/${name}`, import.meta.url))
const vector = JSON.parse(fixture('hmac_vector.json').toString()) as Record<
  'timestamp' | 'key' | 'signature' | 'body_file',
  string
>
const rawBody = fixture(vector.body_file)
const headersOf = (headers: Record<string, string>) => (name: string) => headers[name]

describe('verifySignature', () => {
  it("accepts the vendor's own vector", () => {
    const headers = headersOf({ 'x-signature': vector.signature, 'x-timestamp': vector.timestamp })
    expect(verifySignature({ rawBody, headers, tokens: [vector.key], key: 'literal' })).toBe('valid')
    expect(verifySignature({ rawBody, headers, tokens: [vector.key], key: 'any' })).toBe('valid')
    expect(verifySignature({ rawBody, headers, tokens: [vector.key] })).toBe('invalid')
  })

  it.each(['md5-hex', 'md5-raw', 'literal'] as const)(
    'accepts its own %s signature, with either of two tokens',
    (key) => {
      const signature = sign({ rawBody, timestamp: '1', token: 'new', key })
      const headers = headersOf({ 'x-signature': signature.toUpperCase(), 'x-request-timestamp': '1' })
      expect(verifySignature({ rawBody, headers, tokens: ['old', 'new'], key })).toBe('valid')
      expect(verifySignature({ rawBody, headers, tokens: ['old'], key })).toBe('invalid')
      expect(verifySignature({ rawBody: `${rawBody.toString()} `, headers, tokens: ['new'], key })).toBe('invalid')
    },
  )

  it('tells an unsigned request from a forged one', () => {
    expect(verifySignature({ rawBody, headers: headersOf({}), tokens: ['t'] })).toBe('absent')
    expect(verifySignature({ rawBody, headers: headersOf({ 'x-signature': 'abc' }), tokens: ['t'] })).toBe('invalid')
    expect(verifySignature({ rawBody, headers: headersOf({ 'x-signature': '0'.repeat(64) }), tokens: ['t'] })).toBe(
      'invalid',
    )
  })

  it('uses the header names it is told', () => {
    const signature = sign({ rawBody, timestamp: '7', token: 't' })
    const headers = headersOf({ 'x-c2d': signature, 'x-c2d-time': '7' })
    const request = { rawBody, headers, tokens: ['t'], signatureHeader: 'x-c2d', timestampHeaders: ['x-c2d-time'] }
    expect(verifySignature(request)).toBe('valid')
  })
})
