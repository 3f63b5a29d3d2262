import { createDialog } from '@shoro/dialog'
import { memoryStore } from '@shoro/dialog/memory'
import { orderFlow } from '@shoro/dialog/order'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseSettings } from '../src/env.ts'
import { listen, type Listening } from '../src/http.ts'
import { conversationRoutes } from '../src/operator/conversations.ts'
import { freePort } from './processes.ts'

let http: Listening
let say: (text: string) => Promise<unknown>

beforeEach(async () => {
  const store = memoryStore()
  const done = () => {}
  const handlers = { say: done, placeOrder: done, cancelOrder: done, changeOrder: done, lookUpOrder: done }
  const effects = { ...handlers, forgetCustomer: done, transferToOperator: done }
  const dialog = createDialog({ flow: orderFlow(), store, effects })
  let messages = 0
  say = async (text) => {
    messages += 1
    await dialog.receive('77', { id: `m${messages}`, at: Date.now(), text })
    await dialog.work('77')
    const response = await fetch(`http://127.0.0.1:${http.port}/operator/api/conversations/77`)
    return ((await response.json()) as Record<string, unknown>)['understood']
  }
  const parsed = parseSettings({})
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
  const routes = conversationRoutes({ store, dialog, record: async () => {} })
  http = await listen(routes, await freePort(), '127.0.0.1', parsed.settings)
})
afterEach(() => http.close())

describe('an operator who asks why', () => {
  it('reads in Russian what the newest message was taken for, and by which words', async () => {
    expect(await say('Здравствуйте, мне 2 бутыли завтра')).toEqual({
      event: 'user.provide',
      as: 'данные для заказа',
      why: '«2 бутыли» — количество; «завтра» — пожелание для курьера',
    })
    expect(await say('Токтогула 125 кв 4')).toMatchObject({ why: '«Токтогула 125 кв 4» — адрес' })
    expect(await say('ываыва')).toEqual({
      event: 'user.unclear',
      as: 'не понято',
      why: '«ываыва» — не удалось понять',
    })
    expect(await say('позовите человека')).toMatchObject({ as: 'нужен человек' })
  })
})
