import { runWorker } from '../src/run-worker.ts'
import { underTest } from './inside.ts'

const { settings, hooks } = underTest()
await runWorker(settings, hooks)
