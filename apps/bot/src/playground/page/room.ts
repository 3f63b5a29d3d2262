import { page } from './state.ts'

const narrow = matchMedia('(max-width: 940px)')

/** Whether there is room for one pane only, as in layout.css. */
export function isNarrow(): boolean {
  return narrow.matches
}

/** Whether every customer has a chat in view. */
export function isSideBySide(): boolean {
  return page.sideBySide && !isNarrow()
}

/** Says when room for one pane only becomes room for more, or the other way round. */
export function whenRoomChanges(tell: () => void): void {
  narrow.addEventListener('change', () => tell())
}
