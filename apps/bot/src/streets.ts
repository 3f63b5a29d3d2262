import { readFileSync } from 'node:fs'
import { parseStreets, type ParsedStreets, type Street } from '@shoro/dialog/order'

/** Reads a file of lines such as `улица Токтогула: токтогул*, тактагула`; `#` begins a remark. Names each wrong line. */
export function readStreets(path: string): ParsedStreets {
  try {
    return parseLines(readFileSync(path, 'utf8'))
  } catch (error) {
    return { ok: false, problems: [`cannot be read: ${(error as Error).message}`] }
  }
}

function parseLines(text: string): ParsedStreets {
  const streets: Street[] = []
  const lines: number[] = []
  const problems: string[] = []
  for (const [at, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const said = line.replace(/(?:^|\s)#.*$/, '').trim()
    if (said === '') continue
    const colon = said.indexOf(':')
    if (colon < 0) problems.push(`line ${at + 1} has no colon between the name and what people call it`)
    else {
      streets.push({ name: said.slice(0, colon).trim(), aliases: namesIn(said.slice(colon + 1)) })
      lines.push(at + 1)
    }
  }
  const parsed = parseStreets(streets)
  if (parsed.ok) return problems.length > 0 ? { ok: false, problems } : parsed
  const placed = parsed.problems.map((problem) =>
    problem.replace(/streets\[(\d+)\]/g, (_, at: string) => `line ${lines[Number(at)] ?? at}`),
  )
  return { ok: false, problems: [...problems, ...placed] }
}

function namesIn(list: string): string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean)
}
