import { expect, it, vi } from 'vitest'

it('hello.ts runs as it stands in the README', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  const { replies } = await import('./hello.ts')
  expect(replies).toEqual(['Come in! What is your name?', 'Green or black, Aibek?'])
  expect(log).toHaveBeenCalledExactlyOnceWith(replies.join('\n'))
  log.mockRestore()
})
