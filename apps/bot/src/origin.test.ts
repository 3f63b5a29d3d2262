import { describe, expect, it } from 'vitest'
import { ownOrigin } from './origin.ts'

describe('the address at which a process reaches itself', () => {
  it.each([
    ['0.0.0.0', 'http://127.0.0.1:3000'],
    ['::', 'http://127.0.0.1:3000'],
    ['localhost', 'http://localhost:3000'],
    ['127.0.0.1', 'http://127.0.0.1:3000'],
    ['192.168.1.20', 'http://192.168.1.20:3000'],
    ['::1', 'http://[::1]:3000'],
    ['bot.example', 'http://bot.example:3000'],
  ])('listening on %s is %s', (host, origin) => {
    expect(ownOrigin({ host, port: 3000 })).toBe(origin)
  })
})
