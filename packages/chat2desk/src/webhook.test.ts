import { readdirSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readWebhook } from './webhook.ts'
import { fixtureExpectations, text } from '../test/webhook-expectations.ts'

const folder = new URL('../fixtures/webhooks/', import.meta.url)
const reasonOf = (body: unknown) => {
  const read = readWebhook(typeof body === 'string' ? body : JSON.stringify(body))
  return read.ok ? 'ok' : read.reason
}

describe('readWebhook', () => {
  it('has an expectation for every recorded webhook', () => {
    const recorded = readdirSync(folder).map((name) => name.replace('.json', ''))
    expect(Object.keys(fixtureExpectations).sort()).toEqual(recorded.sort())
  })

  it.each(Object.entries(fixtureExpectations))('reads %s', (name, expected) => {
    const raw = readFileSync(new URL(`${name}.json`, folder))
    expect(readWebhook(raw)).toEqual({ ok: true, event: expected })
    expect(readWebhook(raw.toString())).toEqual({ ok: true, event: expected })
  })

  it('reads the exact bytes of the vendor sample', () => {
    const raw = readFileSync(new URL('../raw/inbox_vendor_sample_widget.raw', folder))
    expect(readWebhook(raw)).toMatchObject({ event: { messageId: '28780', clientId: '12568', text: 'test7' } })
  })

  it('loses no digit of a 64-bit id', () => {
    const raw = '{"hook_type":"inbox","message_id":9223372036854775807,"client_id":"9223372036854775806","text":"a"}'
    expect(readWebhook(raw)).toMatchObject({
      event: { messageId: '9223372036854775807', clientId: '9223372036854775806' },
    })
  })

  it('gives repeated deliveries one id and different events different ids', () => {
    const idOf = (name: string) => {
      const read = readWebhook(readFileSync(new URL(`${name}.json`, folder)))
      return read.ok && 'eventId' in read.event ? read.event.eventId : null
    }
    expect(idOf('inbox_retried_duplicate')).toBe(idOf('inbox_whatsapp_text'))
    expect(idOf('dialog_transferred_to_bot')).not.toBe(idOf('dialog_transferred_to_human'))
  })

  it('reads the short body, with numbers or strings for ids', () => {
    const expected = {
      ...text,
      clientId: 'client-1',
      messageId: 'msg_1',
      eventId: 'inbox:from_client:msg_1',
      text: 'Привет',
    }
    expect(readWebhook('{"client_id":"client-1","message_id":"msg_1","text":"Привет"}')).toEqual({
      ok: true,
      event: expected,
    })
    expect(readWebhook('{"client_id":5,"message_id":6,"text":""}')).toMatchObject({
      event: { clientId: '5', messageId: '6', text: '', eventId: 'inbox:from_client:6' },
    })
  })

  it('never takes a short body of an outgoing message for a customer', () => {
    const body = '{"client_id":1,"message_id":2,"text":"x","type":"to_client"}'
    expect(readWebhook(body)).toEqual({ ok: true, event: { kind: 'ignored', hookType: 'to_client' } })
  })

  it.each([
    [{ message_id: 1, text: 'x' }, 'client_id is missing'],
    [{ client_id: null, message_id: 1, text: 'x' }, 'client_id is missing'],
    [{ client_id: '  ', message_id: 1, text: 'x' }, 'client_id is empty'],
    [{ client_id: 'a b', message_id: 1, text: 'x' }, 'client_id is not an id'],
    [{ client_id: '{x}', message_id: 1, text: 'x' }, 'client_id is not an id'],
    [{ client_id: 'a'.repeat(65), message_id: 1, text: 'x' }, 'client_id is not an id'],
    [{ client_id: 1.5, message_id: 1, text: 'x' }, 'client_id is not an id'],
    [{ client_id: -1, message_id: 1, text: 'x' }, 'client_id is not an id'],
    [{ client_id: [1], message_id: 1, text: 'x' }, 'client_id is not an id'],
    [{ client_id: true, message_id: 1, text: 'x' }, 'client_id is not an id'],
    [{ client_id: 1, text: 'x' }, 'message_id is missing'],
    [{ client_id: 1, message_id: '', text: 'x' }, 'message_id is empty'],
    [{ client_id: 1, message_id: {}, text: 'x' }, 'message_id is not an id'],
    [{ client_id: 1, message_id: 1 }, 'text is missing'],
    [{ client_id: 1, message_id: 1, text: null }, 'text must be a string'],
    [{ client_id: 1, message_id: 1, text: 5 }, 'text must be a string'],
    [{ hook_type: 5, client_id: 1, message_id: 1, text: 'x' }, 'hook_type must be a string'],
    [{ hook_type: 'inbox', message_id: 1, text: 'x' }, 'client_id is missing'],
    [{ hook_type: 'inbox', client_id: 1, message_id: ' ', text: 'x' }, 'message_id is empty'],
    [{}, 'client_id is missing'],
    [[], 'the body is not a JSON object'],
    [null, 'the body is not a JSON object'],
    ['', 'the body is not JSON'],
    ['<html>', 'the body is not JSON'],
    ['"x"', 'the body is not a JSON object'],
    [`{"client_id":1,"message_id":1,"text":9007199254740993}`, 'text must be a string'],
    [`{"a":${'['.repeat(40)}${']'.repeat(40)}}`, 'the body is nested deeper than 32 levels'],
    [`"${'x'.repeat(1024 * 1024)}"`, 'the body is too large'],
  ])('says what is wrong with %j', (body, reason) => {
    expect(reasonOf(body)).toBe(reason)
  })

  it('is not impressed by __proto__ and constructor', () => {
    const body =
      '{"__proto__":{"client_id":1,"hook_type":"inbox"},"constructor":{"prototype":{"x":1}},"message_id":1,"text":"x"}'
    expect(reasonOf(body)).toBe('client_id is missing')
    expect(({} as { x?: number }).x).toBeUndefined()
    expect(readWebhook('{"hook_type":"__proto__"}')).toEqual({
      ok: true,
      event: { kind: 'ignored', hookType: '__proto__' },
    })
    expect(readWebhook('{"hook_type":"constructor"}')).toMatchObject({ event: { kind: 'ignored' } })
  })

  it('ignores what it does not know, and messages that name nobody', () => {
    expect(readWebhook('{"hook_type":"brand_new_event"}')).toMatchObject({
      event: { kind: 'ignored', hookType: 'brand_new_event' },
    })
    expect(readWebhook('{"hook_type":"imported_message","message_id":1,"type":"to_client"}')).toMatchObject({
      event: { kind: 'ignored' },
    })
  })

  it('reads the text of the widget without its markup, and other texts untouched', () => {
    const body = { hook_type: 'inbox', client_id: 1, message_id: 2, text: '<p>2 &amp; 3</p>' }
    expect(readWebhook(JSON.stringify({ ...body, transport: 'widget' }))).toMatchObject({ event: { text: '2 & 3' } })
    expect(readWebhook(JSON.stringify({ ...body, transport: 'telegram' }))).toMatchObject({
      event: { text: '<p>2 &amp; 3</p>' },
    })
  })

  it('never throws, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void readWebhook(bytes)))
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (raw) => void readWebhook(raw)))
  })

  it('never throws, whatever the fields hold', () => {
    const names = [
      'client_id',
      'message_id',
      'text',
      'type',
      'transport',
      'coordinates',
      'photo',
      'attachments',
      'client',
      'event_time',
      'operator_id',
      'extra_data',
    ]
    const hookTypes = fc.constantFrom(
      'inbox',
      'outbox',
      'imported_message',
      'new_request',
      'close_dialog',
      'dialog_transferred',
      'outbox_status',
      'x',
    )
    const bodies = fc.record(
      { hook_type: hookTypes, ...Object.fromEntries(names.map((name) => [name, fc.oneof(fc.jsonValue(), fc.nat())])) },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(bodies, (body) => {
        const read = readWebhook(JSON.stringify(body))
        expect(read.ok ? read.event.kind : read.reason).toBeTypeOf('string')
      }),
      { numRuns: 500 },
    )
  })
})
