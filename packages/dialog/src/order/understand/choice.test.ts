import { describe, expect, it } from 'vitest'
import { at } from '../../../test/mean.ts'
import { chosenIn } from './choice.ts'
import { understand } from './index.ts'

const choices = [
  { id: 'yes', label: 'Да' },
  { id: 'change.address', label: 'Изменить адрес' },
  { id: 'cancel', label: '❌ Отменить' },
]
const chosen = (text: string, step = 'confirmation', more: object = {}) =>
  chosenIn(text, { ...at(step), choices, ...more })?.event

describe('a choice that was offered', () => {
  it.each([
    ['Да', { type: 'user.yes' }],
    [' да ', { type: 'user.yes' }],
    ['choice:yes', { type: 'user.yes' }],
    ['Изменить адрес', { type: 'user.change', slot: 'address' }],
    ['изменить  адрес', { type: 'user.change', slot: 'address' }],
    ['choice:change.address', { type: 'user.change', slot: 'address' }],
    ['❌ Отменить', { type: 'user.cancel' }],
  ])('"%s" is that choice', (text, event) => {
    expect(chosen(text)).toEqual(event)
  })

  it.each(['дам', 'да, но завтра', 'изменить', '1', '2', 'да'.repeat(200), ''])('"%s" is none', (text) => {
    expect(chosen(text)).toBeUndefined()
  })

  it.each([
    ['change', { type: 'user.change' }],
    ['other.address', { type: 'user.no' }],
    ['other.phone', { type: 'user.no' }],
    ['operator', { type: 'user.operator' }],
    ['repeat', { type: 'user.repeat' }],
    ['same.address', { type: 'user.yes' }],
    ['same.phone', { type: 'user.yes' }],
    ['change.phone', { type: 'user.change', slot: 'phone' }],
    ['change.bottles', { type: 'user.change', slot: 'bottles' }],
    ['bottles.1', { type: 'user.change', bottles: 1 }],
    ['bottles.50', { type: 'user.change', bottles: 50 }],
  ])('%s has its meaning', (id, event) => {
    expect(chosen(`choice:${id}`, 'confirmation', { choices: undefined })).toEqual(event)
  })

  it.each(['bottles.0', 'bottles.51', 'bottles.999', 'constructor', '__proto__', 'toString'])('%s has none', (id) => {
    expect(chosen(`choice:${id}`, 'confirmation', { choices: undefined })).toBeUndefined()
  })

  it('is found by its number where numbers were shown, and a number is a count where none were', () => {
    const numbered = choices.map((choice, index) => ({ ...choice, number: index + 1 }))
    expect(chosen('2', 'confirmation', { choices: numbered })).toEqual({ type: 'user.change', slot: 'address' })
    expect(chosen('2.', 'confirmation', { choices: numbered })).toEqual({ type: 'user.change', slot: 'address' })
    expect(chosen('4', 'confirmation', { choices: numbered })).toBeUndefined()
    expect(understand({ text: '3' }, { ...at('confirmation'), choices }).event).toEqual({
      type: 'user.change',
      bottles: 3,
    })
  })

  it('is a label before it is a number', () => {
    const counts = ['2', '3', '1'].map((label, index) => ({ id: `bottles.${label}`, label, number: index + 1 }))
    expect(chosen('2', 'bottles', { choices: counts })).toEqual({ type: 'user.provide', bottles: 2 })
  })

  it('answers nothing once another question was asked, or when it is no longer offered', () => {
    expect(chosen('Да', 'confirmation', { late: true })).toEqual({ type: 'user.smalltalk', kind: 'noise' })
    expect(chosen('choice:no')).toEqual({ type: 'user.smalltalk', kind: 'noise' })
  })

  it('comes before any other reading of the text', () => {
    const offered = [{ id: 'other.phone', label: 'Да, но позже' }]
    expect(understand({ text: 'Да, но позже' }, { ...at('confirmation'), choices: offered }).event.type).toBe('user.no')
  })
})
