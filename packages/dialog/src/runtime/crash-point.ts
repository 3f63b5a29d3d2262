/** The places at which a process may die in the middle of something, in the order of an input's way. */
export const crashPoints = [
  'before-append',
  'after-append',
  'after-wake',
  'after-due',
  'before-load',
  'after-load',
  'before-commit',
  'after-commit',
  'before-effect',
  'after-effect',
  'after-tell',
  'after-report',
  'before-postpone',
  'after-postpone',
  'before-bury',
  'after-bury',
  'before-finish',
] as const

export type CrashPoint = (typeof crashPoints)[number]

/** Called at each point that is passed, with the effect's type where there is one. For runs that break things. */
export type At<Point extends string = CrashPoint> = (
  point: Point,
  conversation: string,
  effect?: string,
) => void | Promise<void>
