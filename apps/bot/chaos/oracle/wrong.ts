/** Notes a promise that was broken; `count` are the messages, orders or replies it is about. */
export type Wrong = (kind: 'lost' | 'doubled' | 'outOfOrder' | 'other', what: string, count?: number) => void
