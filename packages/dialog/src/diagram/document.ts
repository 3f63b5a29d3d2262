import type { Flow } from '../flow/define.ts'
import { describeFlow, type DescribedEvent, type DescribedState } from './describe.ts'
import { guardWords } from './words.ts'

interface DocumentOptions {
  /** The picture of the flow, from where the document lies. */
  diagram: string
  /** In which language the bot's words are told. Default: the flow's first. */
  locale?: string
}

/** A flow, state by state, as a Markdown document: what each is for, what the bot says, what leads where. */
export function documentOf(flow: Flow, { diagram, locale = flow.locales[0] ?? '' }: DocumentOptions): string {
  const states = describeFlow(flow)
  const write = (state: DescribedState) => section(state, states, locale, flow)
  return [
    `# The ${flow.id} flow`,
    '',
    'Written by `dialog diagram --doc` from the flow itself: change the flow, not this file.',
    '',
    states[0]?.description ?? '',
    '',
    `![The states and what leads from one to another](${diagram})`,
    '',
    'An event that a state says nothing about is looked up in the state around it, then in “any state”. Of several lines for one event the first whose condition holds counts. Texts are examples.',
    '',
    ...states.flatMap(write),
  ].join('\n')
}

function section(state: DescribedState, states: readonly DescribedState[], locale: string, flow: Flow): string[] {
  const { path, words, description, awaits, kind, says, does, events } = state
  const title = path === '' ? 'Any state' : capital(words)
  const said = says[locale]
  const waits = kind === 'state' ? [`Waits for: ${flow.legend.words?.[awaits] ?? awaits}.`, ''] : []
  return [
    `## ${title}`,
    '',
    ...(path === '' ? [] : [`\`${path}\`${kind === 'end' ? ', where a conversation ends' : ''}`, '', description, '']),
    ...waits,
    ...(said === undefined ? [] : ['The bot says:', '', quote(said), '']),
    ...(does.length > 0 ? [`On arrival it ${does.join(', ')}.`, ''] : []),
    ...(events.length > 0 ? [...table(events, states, locale, flow), ''] : []),
  ]
}

function deed({ says, does, description = '', to }: DescribedEvent, locale: string): string {
  const said = says[locale]
  const told = [said === undefined ? '' : `“${said}”`, does.join(', '), description].filter(Boolean).join(' · ')
  return told || (to === undefined ? 'says nothing' : '')
}

function table(
  events: readonly DescribedEvent[],
  states: readonly DescribedState[],
  locale: string,
  flow: Flow,
): string[] {
  const rows = events.map((event) => [
    event.words || 'at once',
    event.guard === undefined ? '' : guardWords(flow, event.guard),
    deed(event, locale),
    event.to === undefined ? '' : link(states.find(({ path }) => path === event.to)),
  ])
  return [
    '| when | if | the bot | goes to |',
    '| --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`),
  ]
}

function link(state: DescribedState | undefined): string {
  if (!state) return ''
  const anchor = state.words
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-')
  return `[${state.words}](#${anchor})`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ')
}

function quote(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}  `.trimEnd()))
    .join('\n')
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
}
