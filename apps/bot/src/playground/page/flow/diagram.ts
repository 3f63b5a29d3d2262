import type { ConversationView } from '../../contract.ts'
import { arrowsOf, type Arrow } from './walk.ts'

/** The drawing of a flow on the page, and what of it lights up. */
export interface Diagram {
  element: SVGSVGElement
  /** Lights the current state, the states and arrows that were walked, and the step that came last. */
  light(view: ConversationView | undefined): void
  state(path: string): SVGGElement | undefined
  /** The state that has most states inside; undefined if none has any. */
  heart(): SVGGElement | undefined
}

/** Makes a drawing of the server's SVG. Its own styles are dropped: the page's colours apply, and the page allows no inline style. */
export function createDiagram(
  svg: string,
  /** Where a conversation begins. */
  initial: string,
  onPoint: (path: string | undefined) => void,
): Diagram {
  const element = document.importNode(
    new DOMParser().parseFromString(svg.replaceAll(/<style[^]*?<\/style>/g, ''), 'image/svg+xml')
      .documentElement as unknown as SVGSVGElement,
    true,
  )
  // The page says what a state is; the browser's own tip would cover it.
  for (const title of element.querySelectorAll('title')) title.remove()
  element.removeAttribute('role')
  const states = new Map<string, SVGGElement>()
  for (const group of element.querySelectorAll<SVGGElement>('[data-state]')) {
    const path = group.dataset['state'] ?? ''
    states.set(path, group)
    // Its shape is filled here, and would cover the words.
    group.append(...group.querySelectorAll('text'))
    group.setAttribute('tabindex', '0')
    group.setAttribute('role', 'img')
    group.setAttribute('aria-label', group.querySelector('text')?.textContent ?? path)
    group.addEventListener('pointerenter', () => onPoint(path))
    group.addEventListener('pointerleave', () => onPoint(undefined))
    group.addEventListener('focus', () => onPoint(path))
    group.addEventListener('blur', () => onPoint(undefined))
  }
  for (const group of element.querySelectorAll('.around')) group.append(...group.querySelectorAll('text'))
  const groups = [...element.querySelectorAll<SVGGElement>('[data-from]')]
  const arrows: Arrow[] = groups.map(({ dataset }) => ({
    from: dataset['from'] ?? '',
    to: dataset['to'] ?? '',
    events: (dataset['event'] ?? '').split(' '),
  }))

  const light = (view: ConversationView | undefined) => {
    const current = view?.state?.path
    const turns = view?.timeline.filter((entry) => entry.type === 'turn') ?? []
    const steps = turns.map(({ from, to, event }) => ({
      from,
      to,
      ways: arrowsOf({ from: from || initial, to, event: event.type }, arrows),
    }))
    const walked = new Set(steps.flatMap(({ ways }) => ways))
    const last = new Set(steps.findLast(({ ways }) => ways.length > 0)?.ways)
    const visited = new Set(
      steps.flatMap(({ from, to, ways }) => [from, to, ...ways.map((way) => arrows[way]?.to ?? '')]),
    )
    groups.forEach((group, index) => {
      group.classList.toggle('walked', walked.has(index))
      group.classList.toggle('last', last.has(index))
    })
    for (const [path, group] of states) {
      group.classList.toggle('current', path === current)
      group.classList.toggle('visited', visited.has(path))
      if (path === current) group.setAttribute('aria-current', 'step')
      else group.removeAttribute('aria-current')
    }
  }
  const heart = () => {
    const inside = (path: string) => [...states.keys()].filter((other) => other.startsWith(`${path}.`)).length
    const [path] = [...states.keys()].sort((a, b) => inside(b) - inside(a))
    return path !== undefined && inside(path) > 0 ? states.get(path) : undefined
  }
  return { element, light, heart, state: (path) => states.get(path) }
}
