import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { parseSettings } from '../env.ts'
import { createLogger } from '../log.ts'
import { playgroundBehindLogin } from '../playground/behind-login.ts'
import { gate } from './gate.ts'
import { createLockout } from './lockout.ts'

it('counts wrong tokens together, wherever they are tried', async () => {
  const read = parseSettings({ OPERATOR_TOKEN: 'right', TRUST_PROXY: 'on', LOG_LEVEL: 'silent' })
  if (!read.ok) throw new Error(read.problems.join('\n'))
  const log = createLogger(read.settings, 'test')
  const lockout = createLockout()
  const app = new Hono()
    .route('/', playgroundBehindLogin(read.settings, log, lockout).routes)
    .use('/operator/api/*', gate({ token: 'right', trustProxy: true, log, lockout }))
    .get('/operator/api/orders', (c) => c.text('inside'))
  const statusOf = async (path: string, authorization: string, from = '10.0.0.1') =>
    (await app.request(path, { headers: { authorization, 'x-forwarded-for': from } })).status
  const basic = (password: string) => `Basic ${btoa(`me:${password}`)}`
  for (let i = 0; i < 5; i++) {
    expect(await statusOf('/playground', basic('wrong'))).toBe(401)
    expect(await statusOf('/operator/api/orders', 'Bearer wrong')).toBe(401)
  }
  expect(await statusOf('/playground', basic('right'))).toBe(429)
  expect(await statusOf('/operator/api/orders', 'Bearer right')).toBe(429)
  expect(await statusOf('/operator/api/orders', basic('right'), '10.0.0.2')).toBe(401)
  expect(await statusOf('/operator/api/orders', 'Bearer right', '10.0.0.2')).toBe(200)
})
