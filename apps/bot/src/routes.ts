import type { Hono } from 'hono'

/** Everything that an app answers, as `METHOD /path`. Secrets are parameters of a path, so none shows. */
export function routesOf(app: Hono): string[] {
  const named = app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`)
  return [...new Set(named)].sort()
}
