import { createSandbox } from '@shoro/chat2desk/sandbox'
import { expect, it } from 'vitest'
import { createCustomers } from './customers.ts'

it('there is always room for a newcomer: the quietest is forgotten, and may come back under the same id', () => {
  const customers = createCustomers(createSandbox())
  const [first, second] = [customers.add({ name: 'First' }), customers.add({ name: 'Second' })]
  for (let n = 2; n < 1_000; n++) customers.add({})
  expect(customers.find(first.id)).toEqual(first)
  customers.add({ name: 'Newcomer' })
  expect(customers.find(second.id)).toBeUndefined()
  expect(customers.find(first.id)).toEqual(first)
  expect(customers.add({ id: second.id, name: second.name })).toEqual(second)
  expect(customers.add({ id: second.id, name: 'Another' })).toEqual(second)
})
