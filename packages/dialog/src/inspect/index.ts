export { inspectTurns, type InspectedTurn } from './turns.ts'
export { serveInspection, type Inspection } from './serve.ts'
export { masked, type Shown } from './mask.ts'
