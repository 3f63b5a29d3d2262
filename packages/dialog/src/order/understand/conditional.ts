import type { Reading } from '../../language/reading.ts'

/** "если не отвечу, перезвоните": what is to be done then, not now. "если можно" is a courtesy. */
export function isConditional({ tokens }: Reading): boolean {
  return tokens.some(
    ({ key }, at) =>
      /^(?:если|эгер|if)$/.test(key) && !/^(?:можно|возможно|мумкун|possible)$/.test(tokens[at + 1]?.key ?? ''),
  )
}
