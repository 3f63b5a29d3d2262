import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startReceiver } from '../../test/receiver.ts'
import { createChat2Desk, readWebhook } from '../index.ts'
import { startSandbox, type Delivery, type KnobPatch, type Message, type RunningSandbox } from './index.ts'

let sandbox: RunningSandbox
let receiver: Awaited<ReturnType<typeof startReceiver>>
beforeAll(async () => {
  receiver = await startReceiver()
  sandbox = await startSandbox({ webhookUrl: receiver.url, seed: 7 })
})
afterEach(async () => {
  await sandbox.idle()
  sandbox.reset()
  receiver.clear()
})
afterAll(async () => {
  await sandbox.close()
  receiver.close()
})

const delivered = async (run: () => unknown) => {
  receiver.clear()
  run()
  await sandbox.idle()
  return receiver.hooks()
}
const send = (text = 'x') => sandbox.customerSends({ clientId: '772300001', text })

describe('customerSends', () => {
  it('makes a client, a request and an inbox message, the first without a dialog', async () => {
    expect(await delivered(send)).toEqual(['new_client', 'new_request', 'inbox'])
    expect(receiver.of('inbox')[0]).toMatchObject({ dialog_id: null, is_new_client: true, is_new_request: true })
    expect(await delivered(send)).toEqual(['inbox'])
    expect(receiver.of('inbox')[0]).toMatchObject({ is_new_client: false, is_new_request: false })
    expect(receiver.of('inbox')[0]?.['dialog_id']).not.toBeNull()
  })

  it('mixes up the order when told to', async () => {
    sandbox.set({ hookOrder: 'shuffled', firstDialogNull: false })
    const orders = new Set<string>()
    for (let index = 0; index < 20; index += 1) {
      orders.add(String(await delivered(() => sandbox.customerSends({ text: 'x' }))))
    }
    expect(orders.size).toBeGreaterThan(2)
    expect(receiver.of('inbox')[0]?.['dialog_id']).not.toBeNull()
  })

  it.each([
    ['wa_dialog', /^7701\d{7}$/, true],
    ['telegram', /^\[tg\] \d+$/, false],
    ['widget', /^\[chat\] \w+$/, false],
    ['viber', /^7701\d{7}$/, true],
    ['insta_direct', /^\[insta_direct\] \d+$/, false],
  ])('gives the address its form on %s', async (transport, form, isPhone) => {
    await delivered(() => sandbox.customerSends({ transport, text: 'x' }))
    const client = receiver.of('inbox')[0]?.['client'] as Record<string, unknown>
    expect(client['phone']).toMatch(form)
    const read = readWebhook(receiver.received.at(-1)?.rawBody ?? '')
    expect(read.ok && read.event.kind === 'message' && read.event.client.phone !== null).toBe(isPhone)
  })

  it('gives every dialog to an operator when assignment is automatic', async () => {
    sandbox.set({ autoAssign: '311416' })
    expect(await delivered(send)).toEqual(['new_client', 'new_request', 'dialog_transferred', 'inbox'])
    expect(receiver.of('inbox')[0]).toMatchObject({ operator_id: 311416 })
  })

  it('lets the menu of Chat2Desk answer at the start of a request', async () => {
    sandbox.set({ autoreply: 'Мы открыты с 9 до 18' })
    expect(await delivered(send)).toEqual(['new_client', 'new_request', 'inbox', 'outbox'])
    expect(receiver.of('outbox')[0]).toMatchObject({ type: 'autoreply', operator_id: null })
    expect(await delivered(send)).toEqual(['inbox'])
  })

  const place = { lat: 43.238949, lon: 76.889709 }
  const pictures: readonly [KnobPatch['bodies'] & object, object][] = [
    [{ coordinates: 'lat,lon' }, { coordinates: '43.238949,76.889709' }],
    [{ coordinates: 'lon lat' }, { coordinates: '76.889709 43.238949' }],
    [{ mediaUrl: 'relative' }, { photo: 'messages/p.jpg' }],
    [{ mediaUrl: 'full' }, { photo: 'https://storage.chat2desk.example/messages/p.jpg', text: null }],
    [
      { attachments: 'link' },
      { attachments: [{ name: 'a.docx', link: 'https://storage.chat2desk.example/messages/a.docx' }] },
    ],
    [
      { attachments: 'file' },
      { attachments: [{ file: { url: 'https://storage.chat2desk.example/messages/a.docx' } }] },
    ],
    [{ extraData: 'array' }, { extra_data: [] }],
    [{ eventTime: 'seconds' }, { event_time: expect.stringMatching(/:\d\dZ$/) as string }],
    [{ eventTime: 'micros' }, { event_time: expect.stringMatching(/\.\d{6}Z$/) as string }],
    [{ ids: 'strings' }, { client_id: '772300001' }],
  ]
  it.each(pictures)('writes bodies as %j', async (bodies, expected) => {
    sandbox.set({ bodies })
    const media = { photo: 'messages/p.jpg', file: 'messages/a.docx' }
    await delivered(() => sandbox.customerSends({ clientId: '772300001', media, location: place }))
    expect(receiver.of('inbox')[0]).toMatchObject(expected)
    expect(readWebhook(receiver.received.at(-1)?.rawBody ?? '')).toMatchObject({
      event: { clientId: '772300001', location: place },
    })
  })

  it('leaves out the keys that older bodies do not have', async () => {
    sandbox.set({ bodies: { keys: 'sparse' } })
    await delivered(send)
    for (const key of ['video', 'is_new', 'insta_comment']) expect(receiver.of('inbox')[0]).not.toHaveProperty(key)
  })

  it('names in sparse bodies of other events only what those are known to name, however old they claim to be', async () => {
    sandbox.set({ bodies: { keys: 'sparse' }, staleRate: 1 })
    await delivered(send)
    await delivered(() => {
      sandbox.operatorTransfers({ clientId: '772300001', operatorId: '311416' })
      sandbox.operatorCloses({ clientId: '772300001' })
    })
    const keysOf = (hookType: string) => Object.keys(receiver.of(hookType)[0] ?? {})
    expect(keysOf('dialog_transferred')).toEqual(['hook_type', 'dialog_id', 'operator_id'])
    expect(keysOf('close_request')).toEqual(['hook_type', 'request_id', 'event_time'])
    expect(keysOf('close_dialog')).toEqual(['hook_type', 'dialog_id'])
  })
})

describe('pressButton', () => {
  const offer = async () => {
    send()
    const api = createChat2Desk({ token: 'sandbox-token', baseUrl: sandbox.url })
    const inlineButtons = [
      { type: 'reply', text: 'Да', payload: 'yes' } as const,
      { type: 'reply', text: 'Нет' } as const,
    ]
    await api.sendMessage({ clientId: '772300001', text: 'Верно?', inlineButtons })
    await sandbox.idle()
  }
  const textAfter = async (press: { text?: string; index?: number }) => {
    await delivered(() => sandbox.pressButton({ clientId: '772300001', ...press }))
    return receiver.of('inbox')[0]?.['text']
  }

  it('sends the payload when there is one, else the label', async () => {
    await offer()
    expect(await textAfter({ text: 'Да' })).toBe('yes')
    expect(await textAfter({ index: 1 })).toBe('Нет')
  })

  it('sends the label when the transport does', async () => {
    await offer()
    sandbox.set({ buttonPress: 'label' })
    expect(await textAfter({ text: 'yes' })).toBe('Да')
  })

  it('says which button is not there', () => {
    send()
    expect(() => sandbox.pressButton({ clientId: '772300001', text: 'Ой' })).toThrow('sees no button Ой')
  })
})

describe('operators', () => {
  const client = { clientId: '772300001' }

  it('write under their own name, comment, transfer and close', async () => {
    send()
    await sandbox.idle()
    expect(await delivered(() => sandbox.operatorWrites({ ...client, text: 'Я Мария' }))).toEqual(['outbox'])
    expect(receiver.of('outbox')[0]).toMatchObject({ operator_id: 311416, type: 'to_client' })
    expect(await delivered(() => sandbox.operatorComments({ ...client, text: 'между нами' }))).toEqual(['comment'])
    expect(await delivered(() => sandbox.operatorTransfers({ ...client, operatorId: null }))).toEqual([
      'dialog_transferred',
    ])
    expect(receiver.of('dialog_transferred')[0]).toMatchObject({ operator_id: null })
    expect(await delivered(() => sandbox.operatorCloses(client))).toEqual(['close_request', 'close_dialog'])
    expect(await delivered(() => sandbox.operatorCloses(client))).toEqual([])
    expect(sandbox.messagesTo('772300001').map(({ text, by }) => [text, by])).toEqual([['Я Мария', 'operator']])
  })

  it('may write first, which opens a request', async () => {
    send()
    sandbox.operatorCloses(client)
    await sandbox.idle()
    expect(await delivered(() => sandbox.operatorWrites({ ...client, text: 'Напоминаем' }))).toEqual([
      'new_request',
      'outbox',
    ])
    expect(receiver.of('outbox')[0]).toMatchObject({ is_new_request: true })
  })

  it('may answer from the phone', async () => {
    send()
    await sandbox.idle()
    expect(await delivered(() => sandbox.phoneWrites({ ...client, text: 'с телефона' }))).toEqual(['imported_message'])
  })

  it('must be about a client who is there', () => {
    expect(() => sandbox.operatorWrites({ clientId: '5', text: 'x' })).toThrow('write as operator: client 5 is unknown')
  })
})

describe('openSurvey', () => {
  it('follows a closing, and its answer is no ordinary request', async () => {
    sandbox.set({ ratingSurvey: true })
    send()
    await sandbox.idle()
    expect(await delivered(() => sandbox.operatorCloses({ clientId: '772300001' }))).toEqual([
      'close_request',
      'close_dialog',
      'new_request',
    ])
    expect(receiver.of('new_request')[0]).toMatchObject({ type: 'rating', by_client: false })
    expect(await delivered(() => send('5'))).toEqual(['inbox', 'close_request'])
    expect(receiver.of('inbox')[0]).toMatchObject({ is_new_request: false })
  })

  it('can be opened at any time', async () => {
    send()
    await sandbox.idle()
    expect(await delivered(() => sandbox.openSurvey({ clientId: '772300001' }))).toEqual(['new_request', 'outbox'])
  })
})

it('tells of each message as it appears and of each webhook as it is answered, by the clock that it was given', async () => {
  const messages: Message[] = []
  const deliveries: Delivery[] = []
  const noon = Date.UTC(2031, 0, 5, 12)
  const own = await startSandbox({
    webhookUrl: receiver.url,
    clock: () => noon,
    onMessage: (message) => messages.push(message),
    onDelivery: (delivery) => deliveries.push(delivery),
  })
  const { clientId } = own.customerSends({ text: 'Здравствуйте' })
  await createChat2Desk({ token: 'sandbox-token', baseUrl: own.url }).sendMessage({ clientId, text: 'Слушаю' })
  own.operatorWrites({ clientId, text: 'Я тоже' })
  own.operatorComments({ clientId, text: 'не для клиента' })
  await own.idle()
  expect(messages.map(({ by, text, at }) => [by, text, at])).toEqual([
    ['customer', 'Здравствуйте', noon],
    ['api', 'Слушаю', noon],
    ['operator', 'Я тоже', noon],
  ])
  expect(deliveries.filter(({ hookType }) => hookType === 'inbox')).toMatchObject([
    {
      clientId,
      attempt: 1,
      status: 200,
      error: null,
      body: { event_time: expect.stringContaining('2031-01-05T12') as string },
    },
  ])
  await own.close()
})
