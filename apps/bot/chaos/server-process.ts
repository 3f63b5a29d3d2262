import { runServer } from '../src/run-server.ts'
import { underTest } from './inside.ts'

const { settings, hooks } = underTest()
await runServer(settings, hooks)
