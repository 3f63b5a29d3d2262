import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** How the HMAC key comes from the token. The service says "MD5 of the token" and leaves hex or raw open. */
export type SignatureKey = 'md5-hex' | 'md5-raw' | 'literal'

export type SignedRequest = {
  /** The exact bytes of the body, before any parsing. */
  rawBody: string | Uint8Array
  headers: (name: string) => string | undefined
  /** Two while a token is being replaced. */
  tokens: readonly string[]
  signatureHeader?: string
  /** The service does not document the name of its timestamp header: all of these are tried. */
  timestampHeaders?: readonly string[]
  key?: SignatureKey | 'any'
}

const everyKey = ['md5-hex', 'md5-raw', 'literal'] as const
const usualTimestampHeaders = ['x-timestamp', 'x-signature-timestamp', 'x-request-timestamp']

/** Does the signature of a webhook come from an owner of the token? An unsigned request is `absent`, not `invalid`. */
export const verifySignature = (request: SignedRequest): 'valid' | 'invalid' | 'absent' => {
  const claimed = request.headers(request.signatureHeader ?? 'x-signature')?.trim()
  if (!claimed) return 'absent'
  if (!/^[0-9a-f]{64}$/i.test(claimed)) return 'invalid'
  const digest = Buffer.from(claimed, 'hex')
  const keys = request.key === 'any' ? everyKey : [request.key ?? 'md5-hex']
  const timestamps = (request.timestampHeaders ?? usualTimestampHeaders)
    .map((name) => request.headers(name)?.trim())
    .filter((value) => value !== undefined && value !== '' && value.length <= 64)

  let valid = false
  for (const timestamp of timestamps)
    for (const token of request.tokens)
      for (const key of keys) {
        const expected = hmac(request.rawBody, timestamp ?? '', token, key)
        if (timingSafeEqual(expected, digest)) valid = true
      }
  return valid ? 'valid' : 'invalid'
}

/** The signature the service would send with this body, in lowercase hex. */
export const sign = (input: {
  rawBody: string | Uint8Array
  timestamp: string
  token: string
  key?: SignatureKey
}): string => hmac(input.rawBody, input.timestamp, input.token, input.key ?? 'md5-hex').toString('hex')

const hmac = (rawBody: string | Uint8Array, timestamp: string, token: string, key: SignatureKey): Buffer =>
  createHmac('sha256', keyOf(token, key)).update(rawBody).update(timestamp).digest()

const keyOf = (token: string, key: SignatureKey): string | Buffer => {
  if (key === 'literal') return token
  const md5 = createHash('md5').update(token)
  return key === 'md5-hex' ? md5.digest('hex') : md5.digest()
}
