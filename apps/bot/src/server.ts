import { readSettings } from './env.ts'
import { runServer } from './run-server.ts'

await runServer(readSettings(['CHAT2DESK_API_TOKEN']))
