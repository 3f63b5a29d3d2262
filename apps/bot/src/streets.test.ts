import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { converse } from '@shoro/dialog/testing'
import { orderFlow } from '@shoro/dialog/order'
import { afterAll, describe, expect, it } from 'vitest'
import { parseSettings } from './env.ts'

const folder = mkdtempSync(join(tmpdir(), 'streets-'))
afterAll(() => rmSync(folder, { recursive: true }))

const parsed = (lines: string) => {
  const path = join(folder, 'streets.txt')
  writeFileSync(path, lines)
  return parseSettings({ STREETS_FILE: path })
}
const problems = (lines: string) => {
  const { ok, ...rest } = parsed(lines)
  return ok ? [] : (rest as { problems: string[] }).problems
}

describe('STREETS_FILE', () => {
  it('teaches the bot a street by what people call it', () => {
    const read = parsed('\uFEFF# new ones\n\nулица Жаңыжол: жаныжол*, пятая линия  # since May\r\nпереулок Тихий:\n')
    if (!read.ok) throw new Error(read.problems.join('\n'))
    expect(read.settings.streets).toEqual([
      { name: 'улица Жаңыжол', aliases: ['жаныжол*', 'пятая линия'] },
      { name: 'переулок Тихий', aliases: [] },
    ])
    const talk = converse(orderFlow({ streets: read.settings.streets }))
    talk.say('пятая линия 12, 0555 123 456, 2 бутыли')
    expect(talk.state).toBe('waitingConfirmation')
    talk.say('да')
    expect(talk.effects.find(({ type }) => type === 'placeOrder')?.params).toMatchObject({
      addressParts: { street: 'ул. Жаңыжол', house: '12' },
    })
  })

  it('names every wrong line', () => {
    expect(problems('улица Новая: новая*\n\nбез двоеточия\nулица <b>: б\nулица Другая: новая*, x*\n')).toEqual([
      'STREETS_FILE line 3 has no colon between the name and what people call it',
      expect.stringContaining('STREETS_FILE line 4 name') as string,
      expect.stringContaining('STREETS_FILE line 5 alias "x*" is too short') as string,
    ])
    expect(problems('улица Новая: новая*\nулица Другая: новая*\n')).toEqual([
      'STREETS_FILE line 2 alias "новая*" is that of line 1 too',
    ])
  })

  it('says which file it cannot read', () => {
    const read = parseSettings({ STREETS_FILE: join(folder, 'none.txt') })
    expect(read.ok ? [] : read.problems).toEqual([expect.stringMatching(/^STREETS_FILE cannot be read: .*none\.txt/)])
  })

  it('needs no file', () => {
    const read = parseSettings({})
    expect(read.ok && read.settings.streets).toEqual([])
  })
})
