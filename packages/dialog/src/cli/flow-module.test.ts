import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadFlow } from './flow-module.ts'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

describe('loadFlow', () => {
  it('takes a default export, a named one, and a function that gives a flow', async () => {
    expect((await loadFlow({ module: at('../../test/broken/silent-state.ts') })).flow.id).toBe('kiosk')
    expect((await loadFlow({ module: at('../../test/tea-house.ts'), name: 'teaFlow' })).flow.id).toBe('tea')
  })

  it('takes the only export whose name says that it is one', async () => {
    expect((await loadFlow({ module: at('../order/index.ts') })).flow.id).toBe('order')
  })

  it('takes what the package.json of this folder names', async () => {
    expect((await loadFlow({})).flow.id).toBe('order')
  })

  it.each([
    ['a file that is not there', { module: './nowhere.ts' }, 'there is no file'],
    ['a package that is not there', { module: '@nobody/nowhere' }, 'neither a file nor a package'],
    ['a module without a flow', { module: at('../flow/hash.ts') }, 'hash.ts exports none'],
    ['an export that is not there', { module: at('../flow/hash.ts'), name: 'x' }, 'exports no "x" but structuralHash'],
    ['an export that is no flow', { module: at('../../test/tea-house.ts'), name: 'minute' }, 'is none of defineFlow'],
    ['a module that throws', { module: at('../../test/broken/star.ts') }, 'Cannot define flow "kiosk"'],
  ])('refuses %s', async (_, asked, reason) => {
    await expect(loadFlow(asked)).rejects.toThrow(reason)
  })
})
