import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openEmbedded } from './embedded.ts'

describe.skipIf(process.platform !== 'linux')('openEmbedded', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'shoro-lock-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('refuses a folder that another process uses, and names that process', async () => {
    const birth = readFileSync(`/proc/${process.ppid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19]
    writeFileSync(join(folder, 'process.pid'), `${process.ppid} ${birth}`)
    await expect(openEmbedded(folder)).rejects.toThrow(`process ${process.ppid} uses it`)
  })

  it.each([
    ['whose process is gone', '999999999 1'],
    ['whose process number belongs to another one now', `${process.ppid} 1`],
    ['that cannot be read', 'garbage'],
  ])('takes over a lock %s', async (_name, left) => {
    writeFileSync(join(folder, 'process.pid'), left)
    const database = await openEmbedded(folder)
    await database.ping()
    await database.close()
  })
})
