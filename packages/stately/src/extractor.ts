import { extractMachinesFromFile } from '@xstate/machine-extractor'

/**
 * The configs of all machines that Stately's static extractor finds in a file of code: what its older editors see, which
 * do not run it.
 */
export function extractedConfigs(code: string): object[] {
  return (extractMachinesFromFile(code)?.machines ?? []).flatMap(
    (machine) => machine?.toConfig({ hashInlineImplementations: false }) ?? [],
  )
}
