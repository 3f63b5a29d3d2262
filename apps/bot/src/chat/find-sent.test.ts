import type { ListedMessage } from '@shoro/chat2desk'
import { describe, expect, it } from 'vitest'
import { unaccounted } from './find-sent.ts'
import { hashText } from './receipt.ts'

const listed = (messageId: string, text: string, createdAt: number | null = 1_000): ListedMessage =>
  ({ messageId, text, createdAt, operatorId: null }) as ListedMessage
const receipt = (messageId: string, text: string) => ({ messageId, operatorId: null, textHash: hashText(text) })
const ask = 'Сколько?'
const search = (
  newestFirst: ListedMessage[],
  receipts: ReturnType<typeof receipt>[] = [],
  notBefore = 0,
): string | undefined => unaccounted(newestFirst, receipts, hashText(ask), notBefore)?.messageId

describe('the message that no receipt accounts for', () => {
  it('is the newest with the text', () => {
    expect(search([listed('3', 'Другое'), listed('2', ask), listed('1', ask)])).toBe('2')
    expect(search([listed('3', 'Другое')])).toBeUndefined()
  })

  it('is newer than the newest that has a receipt, however many equal ones lie behind', () => {
    const said = [listed('3', 'Адрес?'), listed('2', ask), listed('1', ask)]
    expect(search(said, [receipt('3', 'Адрес?')])).toBeUndefined()
    expect(search([listed('4', ask), ...said], [receipt('3', 'Адрес?')])).toBe('4')
  })

  it('is one more than the receipts that have no id', () => {
    const nameless = [receipt('1', 'Адрес?'), receipt('', ask)]
    expect(search([listed('2', ask), listed('1', 'Адрес?')], nameless)).toBeUndefined()
    expect(search([listed('3', ask), listed('2', ask), listed('1', 'Адрес?')], nameless)).toBe('3')
    expect(search([listed('3', ask), listed('2', 'Адрес?')], [receipt('', ask), receipt('2', 'Адрес?')])).toBe('3')
  })

  it('is not from before what it answers', () => {
    expect(search([listed('2', ask, 4_000), listed('1', ask, 1_000)], [], 5_000)).toBeUndefined()
    expect(search([listed('2', ask, 5_000)], [], 5_000)).toBe('2')
    expect(search([listed('2', ask, null)], [], 5_000)).toBe('2')
  })

  it('is told from others although a messenger changed its blanks', () => {
    expect(search([listed('2', `${ask}\n`)])).toBe('2')
  })
})
