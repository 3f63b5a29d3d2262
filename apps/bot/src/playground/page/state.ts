import type { ConversationView, Customer, FeedEntry, FlowPicture, Status } from '../contract.ts'
import type { PageLanguage } from './words.ts'

export type View = 'chat' | 'flow' | 'details' | 'trouble'
export type DetailsTab = 'happened' | 'snapshot' | 'queues' | 'orders'
export type Theme = 'system' | 'light' | 'dark'

/** Everything that the page shows. */
export interface PageState {
  language: PageLanguage
  theme: Theme
  connection: 'opening' | 'live' | 'lost'
  status: Status | undefined
  flow: FlowPicture | undefined
  /** In the order of their tabs. */
  customers: Customer[]
  /** The id of the customer whose flow and details are shown. */
  chosen: string | undefined
  conversations: Map<string, ConversationView>
  /** What concerns no conversation, oldest first. */
  news: FeedEntry[]
  /** Replies not looked at yet, by customer. */
  unread: Map<string, number>
  /** What is written and not yet sent, by customer. */
  drafts: Map<string, string>
  view: View
  tab: DetailsTab
  /** Every customer has a chat in view, where there is room. */
  sideBySide: boolean
  /** The customer for whom a thing to attach is being chosen. */
  attachingFor: string | undefined
  adding: boolean
  following: boolean
  /** The state that the pointer or the focus is on. */
  pointedAt: string | undefined
  /** What the latest trouble did, or what went wrong. */
  notice: { text: string; bad: boolean } | undefined
}

export const page: PageState = {
  language: 'en',
  theme: 'system',
  connection: 'opening',
  status: undefined,
  flow: undefined,
  customers: [],
  chosen: undefined,
  conversations: new Map(),
  news: [],
  unread: new Map(),
  drafts: new Map(),
  view: 'chat',
  tab: 'happened',
  sideBySide: false,
  attachingFor: undefined,
  adding: false,
  following: true,
  pointedAt: undefined,
  notice: undefined,
}

let draw: () => void = () => {}
let isPlanned = false

/** Says what draws the page; called once. */
export function drawWith(drawing: () => void): void {
  draw = drawing
}

/** Changes what the page shows; it is drawn anew once, soon. */
export function change(how: (page: PageState) => void = () => {}): void {
  how(page)
  if (isPlanned) return
  isPlanned = true
  // A hidden tab gets no animation frames.
  const soon = document.hidden ? (run: () => void) => setTimeout(run, 50) : requestAnimationFrame
  soon(() => {
    isPlanned = false
    draw()
  })
}

/** The conversation whose flow and details are shown. */
export function conversation(): ConversationView | undefined {
  return page.chosen === undefined ? undefined : page.conversations.get(page.chosen)
}
