import { readSettings } from './env.ts'
import { runWorker } from './run-worker.ts'

await runWorker(readSettings(['CHAT2DESK_API_TOKEN']))
