/** One arrow of the drawing, as its data attributes say. `from` is `*` for the machine itself. */
export interface Arrow {
  from: string
  to: string
  /** With a space between; `after-remind` for a delay, `always` for what needs no event. */
  events: readonly string[]
}

export interface Walk {
  from: string
  to: string
  event: string
}

/** The places among `arrows` that a step went along, also through states in which nothing rests. Empty if none shows. */
export function arrowsOf({ from, to, event }: Walk, arrows: readonly Arrow[]): number[] {
  if (from === to) return []
  const froms = new Set([...selfAndAround(from), '*'])
  const starts = indices(arrows, (arrow) => froms.has(arrow.from) && arrow.events.some((name) => fits(name, event)))
  const anyway = indices(arrows, (arrow) => froms.has(arrow.from) && arrow.to === to)
  return shortest(starts, to, arrows) ?? shortest(anyway, to, arrows) ?? []
}

function shortest(starts: readonly number[], to: string, arrows: readonly Arrow[]): number[] | undefined {
  const ways = starts.map((start) => [start])
  const seen = new Set(starts)
  for (let way = ways.shift(); way; way = ways.shift()) {
    const here = arrows[way.at(-1) ?? -1]?.to ?? ''
    if (here === to) return way
    for (const next of indices(arrows, (arrow) => isAt(arrow.from, here) && arrow.events.includes('always'))) {
      if (seen.has(next)) continue
      seen.add(next)
      ways.push([...way, next])
    }
  }
  return undefined
}

/** A state that was entered, or one inside it. */
function isAt(state: string, entered: string): boolean {
  return state === entered || state.startsWith(`${entered}.`)
}

function fits(name: string, event: string): boolean {
  if (name === event) return true
  return name.endsWith('.*') && event.startsWith(name.slice(0, -1))
}

function selfAndAround(path: string): string[] {
  const names = path.split('.')
  return names.map((_, index) => names.slice(0, index + 1).join('.'))
}

function indices(arrows: readonly Arrow[], is: (arrow: Arrow) => boolean): number[] {
  return arrows.flatMap((arrow, index) => (is(arrow) ? [index] : []))
}
