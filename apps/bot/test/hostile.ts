import { gzipSync } from 'node:zlib'
import { inbox } from './stage.ts'

/** A request body that no honest sender sends. */
export interface Hostile {
  name: string
  body: Buffer
  headers?: Record<string, string>
}

const long = 60_000

/** Texts that break programs, by what is wrong with them. */
export const hostileTexts: Readonly<Record<string, string>> = {
  empty: '',
  blank: ' \t\n',
  nul: 'да\u0000',
  'lone surrogate': 'да\ud800',
  'surrogates the wrong way round': '\udc00\ud800',
  'right to left': '\u202eад\u202c',
  invisible: '\u200b\u200d\u2060\ufeff',
  zalgo: `да${'\u0301'.repeat(5_000)}`,
  'one that grows when normalized': '\ufdfa'.repeat(9_000),
  'very long': 'я'.repeat(long / 2),
  'many digits': '9'.repeat(long),
  'digits and blanks': `${'1 '.repeat(15_000)}x`,
  'arabic digits': '٣ бутылки',
  'full-width digits': '５０ бутылок',
  sql: "'; drop table orders; --",
  template: '{{constructor.constructor("return process")()}} ${7*7} #{7*7}',
  html: '<script>alert(1)</script><img src=x onerror=1>',
  path: '../../../../etc/passwd',
  'redis key': '{shoro:0}:c:1',
  glob: '*?[a-z]{}',
  'header break': 'x\r\nSet-Cookie: a=b\r\n\r\n',
  'escape codes': '\u001b[2J\u001b]0;x\u0007',
  prototype: '__proto__',
  formula: '=cmd|"/c calc"!A1',
  'template message': '@HSM@\nname|ru',
  json: '{"a":[1,2,{"b":null}]}',
  'not a number': 'NaN',
  infinity: '1e309',
  percent: '%00%ff%E0%A4%A',
  format: '%s%n%x%d',
  'inside address': 'http://169.254.169.254/latest/meta-data',
  file: 'file:///etc/passwd',
  regexp: `${'a'.repeat(30_000)}!`,
  emoji: '👨‍👩‍👧‍👦'.repeat(2_000),
  quotes: '"\'`\\',
}

/** Values of other kinds than the field should have; as JSON. */
const values: Record<string, string> = {
  null: 'null',
  true: 'true',
  'empty list': '[]',
  'empty object': '{}',
  'list of lists': `${'['.repeat(20)}1${']'.repeat(20)}`,
  'object with a prototype': '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}',
  'huge number': '1e309',
  'long number': '9'.repeat(500),
  negative: '-1',
  'minus zero': '-0',
  fraction: '0.1',
  'beyond 64 bits': '99999999999999999999',
  'list of many': `[${'{"link":"https://example.test/x.jpg"},'.repeat(1_000)}null]`,
}

const mark = 'hostile'
const fields: Record<string, (value: string) => Record<string, unknown>> = {
  text: (value) => ({ text: value }),
  hook_type: (value) => ({ hook_type: value }),
  type: (value) => ({ type: value }),
  transport: (value) => ({ transport: value }),
  message_id: (value) => ({ message_id: value }),
  client_id: (value) => ({ client_id: value }),
  operator_id: (value) => ({ operator_id: value }),
  dialog_id: (value) => ({ dialog_id: value }),
  request_id: (value) => ({ request_id: value }),
  channel_id: (value) => ({ channel_id: value }),
  photo: (value) => ({ photo: value }),
  audio: (value) => ({ audio: value }),
  coordinates: (value) => ({ coordinates: value }),
  attachments: (value) => ({ attachments: value }),
  'an attachment': (value) => ({ attachments: [{ name: value, link: value }] }),
  client: (value) => ({ client: value }),
  'the client’s name': (value) => ({
    client: { id: 1, phone: value, client_phone: value, name: value, assigned_name: value },
  }),
  extra_data: (value) => ({ extra_data: value }),
  event_time: (value) => ({ event_time: value }),
  'a flag': (value) => ({ is_new_request: value, is_new_client: value }),
  'a field that is unknown': (value) => ({ [value.slice(0, 1_000)]: value }),
}

/** Every hostile request; `clientOf` says who sends the n-th. */
export function hostileRequests(clientOf: (n: number) => string): Hostile[] {
  const count = hostileBodies('1').length
  const ofField = Object.keys(hostileTexts).length + Object.keys(values).length
  return [
    ...hostileBodies(clientOf(0)),
    ...Object.keys(fields).flatMap((field, n) => hostileFields(field, (m) => clientOf(count + n * ofField + m))),
  ]
}

/** Each hostile value in one field of a real body. */
function hostileFields(field: string, clientOf: (n: number) => string): Hostile[] {
  const over = fields[field] ?? (() => ({}))
  return [
    ...Object.entries(hostileTexts).map(([kind, text], n) => ({
      name: `${field}: ${kind}`,
      body: Buffer.from(JSON.stringify(inbox(clientOf(n), 'Привет', over(text)))),
    })),
    ...Object.entries(values).map(([kind, json], n) => ({
      name: `${field}: ${kind}`,
      body: Buffer.from(JSON.stringify(inbox(clientOf(n), 'Привет', over(mark))).replaceAll(`"${mark}"`, json)),
    })),
  ]
}

/** Bodies that are wrong as a whole. */
function hostileBodies(client: string): Hostile[] {
  const real = JSON.stringify(inbox(client, 'Привет'))
  const raw = (name: string, body: string | Buffer, headers?: Record<string, string>): Hostile => ({
    name,
    body: Buffer.from(body as string),
    ...(headers && { headers }),
  })
  return [
    raw('nothing', ''),
    raw('null', 'null'),
    raw('a list', '[]'),
    raw('a text', '"да"'),
    raw('half of it', real.slice(0, real.length / 2)),
    raw('twice', real + real),
    raw('with a byte order mark', `\ufeff${real}`),
    raw('in UTF-16', Buffer.from(real, 'utf16le')),
    raw('in Latin-1', Buffer.from(real.replace('Peter', 'P\u00e9ter'), 'latin1')),
    raw('of broken UTF-8', Buffer.concat([Buffer.from(real.slice(0, -2)), Buffer.from([0xc3, 0x28, 0xff, 0xfe])])),
    raw('of NULs', Buffer.alloc(1_000)),
    raw('lists, 30,000 deep', '['.repeat(30_000) + ']'.repeat(30_000)),
    raw('objects, 12,000 deep', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`),
    raw('lists, open only', '['.repeat(65_000)),
    raw('10,000 keys', `{${Array.from({ length: 8_000 }, (_, n) => `"k${n}":1`).join()}}`.slice(0, 65_000)),
    raw('the same keys twice', real.replace('{', '{"client_id":1,"client_id":2,')),
    raw(
      'a prototype',
      real.replace('{', '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}},'),
    ),
    raw('a comment', `/* x */ ${real}`),
    raw('a form', 'hook_type=inbox&client_id=1&text=x', { 'content-type': 'application/x-www-form-urlencoded' }),
    raw('xml', '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', { 'content-type': 'text/xml' }),
    raw('compressed', gzipSync(real), { 'content-encoding': 'gzip' }),
    raw('a bomb', gzipSync(Buffer.alloc(10_000_000)), { 'content-encoding': 'gzip' }),
    raw('just too large', ' '.repeat(65_537)),
    raw('much too large', ' '.repeat(2_000_000)),
    raw('as large as it may be', real.padEnd(65_536 - 200)),
  ]
}
