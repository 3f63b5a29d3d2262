import type { Hono } from 'hono'
import type { HttpBindings } from '@hono/node-server'
import type { Company } from '../company.ts'
import type { Post } from '../delivery.ts'
import type { Desk } from '../desk.ts'
import type { Faults } from '../faults.ts'
import type { Knobs } from '../knobs.ts'
import type { Subscriptions } from '../subscriptions.ts'

/** Everything one stand-in consists of. */
export type World = {
  knobs: () => Knobs
  company: Company
  desk: Desk
  post: Post
  subscriptions: Subscriptions
  faults: Faults
  clock: () => number
}

export type Api = Hono<{ Bindings: Partial<HttpBindings> }>
