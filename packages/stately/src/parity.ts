import { isDeepStrictEqual } from 'node:util'
import { statelyModule } from '@shoro/dialog/export'
import type { Flow } from '@shoro/dialog'
import { extractedConfigs } from './extractor.ts'
import { outlineOf } from './outline.ts'

/**
 * For `dialog check --rule`: tools that read code without running it find what the machine declares at run time, no more
 * and no less, in the export and in the file in which it is written.
 */
export const parity = {
  title: 'readers of code see what the machine declares',
  find(flow: Flow, source?: string): string[] {
    const declared = outlineOf(flow.machine.config)
    return [
      ...differences('the export', declared, statelyModule(flow)),
      ...(source === undefined ? [] : differences('the source', declared, source)),
    ]
  },
}

function differences(where: string, declared: readonly string[], code: string): string[] {
  const configs = extractedConfigs(code)
  if (configs.length !== 1) return [`${where} has ${configs.length} machines to be read, not 1`]
  const read = outlineOf(configs[0] ?? {})
  if (isDeepStrictEqual(read, declared)) return []
  return [
    ...declared.filter((line) => !read.includes(line)).map((line) => `in ${where} nobody sees: ${line}`),
    ...read.filter((line) => !declared.includes(line)).map((line) => `in ${where} alone: ${line}`),
  ]
}
