import { readFileSync } from 'node:fs'
import { argv, exit, stdout } from 'node:process'
import { orderFlow } from '../order/flow.ts'
import { evaluate, type Case, type Verdict } from './evaluate.ts'

const flow = orderFlow()
const cases = argv
  .slice(2)
  .flatMap((path) => readFileSync(path, 'utf8').split('\n').filter(Boolean))
  .map((line) => JSON.parse(line) as Case)
const verdicts = cases.map((one) => evaluate(flow, one))

const judged = verdicts.filter(({ tags }) => !tags.includes('ambiguous'))
const ambiguous = verdicts.filter(({ tags }) => tags.includes('ambiguous'))

for (const { id, lang, said, wrong, meant } of verdicts.filter((verdict) => verdict.wrong.length > 0)) {
  print([`✗ ${id} ${lang} ${JSON.stringify(said.slice(0, 200))}`, ...wrong, ...meant].join('\n    '))
}
tabulate('tag', judged, ({ tags }) => tags)
tabulate('language', judged, ({ lang }) => [lang])
tabulate('', judged, () => ['all'])
tabulate('', ambiguous, () => ['ambiguous'])

/** The bar: 98 % of the utterances, every dialog. */
const shareOf = (kind: (one: Case) => boolean) => {
  const own = judged.filter((verdict) => cases.some((one) => one.id === verdict.id && kind(one)))
  return own.length === 0 ? 1 : own.filter(({ wrong }) => wrong.length === 0).length / own.length
}
if (shareOf((one) => 'text' in one) < 0.98 || shareOf((one) => !('text' in one)) < 1) exit(1)

function tabulate(title: string, cases: Verdict[], groupsOf: (verdict: Verdict) => string[]): void {
  const groups = new Map<string, { passed: number; total: number }>()
  for (const verdict of cases) {
    for (const name of groupsOf(verdict)) {
      const { passed, total } = groups.get(name) ?? { passed: 0, total: 0 }
      groups.set(name, { passed: passed + (verdict.wrong.length === 0 ? 1 : 0), total: total + 1 })
    }
  }
  print(title && `\nby ${title}`)
  for (const [name, { passed, total }] of [...groups].sort(([a], [b]) => a.localeCompare(b))) {
    print(`${passed}/${total}`.padStart(9), `${((100 * passed) / total).toFixed(1)} %`.padStart(8), name)
  }
}

function print(...words: string[]): void {
  stdout.write(`${words.join(' ')}\n`)
}
