import { describe, expect, it } from 'vitest'
import { mean } from '../../../test/mean.ts'

describe('more than one order at once', () => {
  it.each([
    '2 заказа по 3',
    'по 2 на два адреса',
    'по 2 бутылки на каждый адрес',
    '2 orders of 3 bottles',
    'эки дарекке үчтөн',
    'два заказа: Манаса 40 и Киевская 96',
  ])('"%s" is never a count', (text) => {
    for (const step of ['anything', 'address', 'bottles', 'confirmation'])
      expect(mean(text, step)).toMatchObject({ obstacle: 'bottles.several' })
    expect(mean(text, 'bottles')).not.toHaveProperty('bottles')
  })
})

describe('a count by the known one', () => {
  it.each([
    ['ещё одну', 3],
    ['на одну больше', 3],
    ['на одну меньше', 1],
    ['вдвое больше', 4],
    ['в 2 раза больше', 4],
    ['вдвое меньше', 1],
    ['столько же', 2],
    ['double it', 4],
    ['эки эсе көп', 4],
    ['дагы экини кошуңуз', 4],
  ])('"%s" of 2 is %i', (text, bottles) => {
    expect(mean(text, 'confirmation')).toEqual({ type: 'user.change', bottles })
  })

  it('adds to a count that was said before it is asked for', () => {
    expect(mean('ещё 2 бутылки', 'phone', { bottles: 3 })).toEqual({ type: 'user.change', bottles: 5 })
  })

  it.each(['на одну больше', 'на две меньше', 'вдвое больше', 'столько же', 'same amount', 'ошончо эле'])(
    '"%s" is asked about while none is known',
    (text) => {
      expect(mean(text, 'bottles')).toMatchObject({ type: 'user.unclear', obstacle: 'bottles.none' })
    },
  )

  it('is refused where it cannot be', () => {
    expect(mean('вдвое меньше', 'confirmation', { bottles: 3 })).toMatchObject({ obstacle: 'bottles.fraction' })
    expect(mean('вдвое больше', 'confirmation', { bottles: 30 })).toMatchObject({ obstacle: 'bottles.too-many' })
  })

  it('asks for the same order again after one was placed', () => {
    expect(mean('столько же', 'placed')).toEqual({ type: 'user.repeat' })
    expect(mean('на одну больше', 'placed')).not.toHaveProperty('bottles')
  })
})
