import { createHash } from 'node:crypto'
import type { Flow } from '@shoro/dialog'
import { describeFlow, drawDiagram, type DescribedState } from '@shoro/dialog/diagram'
import type { FlowPicture } from './contract.ts'

const samples = 3

/** A flow drawn and described, for the page. Drawing takes a moment: keep what this gives. */
export async function pictureOf(flow: Flow): Promise<FlowPicture> {
  const described = describeFlow(flow)
  const { id, version, hash } = flow
  return {
    id,
    version,
    hash,
    svg: await drawDiagram(flow),
    states: described
      .filter(({ path }) => path !== '')
      .map((state) => ({
        path: state.path,
        name: state.words,
        description: state.description,
        awaits: state.awaits,
        says: saidIn(state, described, flow.locales),
      })),
  }
}

/** What the bot says when a conversation comes to a state, by whichever way. */
function saidIn(state: DescribedState, all: readonly DescribedState[], locales: readonly string[]) {
  const arriving = all.flatMap(({ events }) => events.filter(({ to }) => to === state.path))
  return Object.fromEntries(
    locales.map((locale) => {
      const texts = [state.says[locale], ...arriving.map(({ says }) => says[locale])].filter(
        (text) => text !== undefined,
      )
      return [locale, [...new Set(texts)].filter((text) => text !== '').slice(0, samples)]
    }),
  )
}

/** For a Content-Security-Policy: the styles that a picture brings along. */
export function styleHashes(svg: string): string[] {
  return [...svg.matchAll(/<style[^>]*>([^]*?)<\/style>/g)].map(
    ([, style = '']) => `'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  )
}
