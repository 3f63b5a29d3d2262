import { closeOnSignal, exitOnSurprise } from '../lifecycle.ts'
import { createLogger } from '../log.ts'
import { openIsolated, type Order } from './isolated.ts'

/** The process of an isolated playground: is told its settings, tells its port, and ends with the one that started it. */
process.once('message', (order: Order) => {
  const log = createLogger(order.settings, 'playground')
  exitOnSurprise(log)
  void openIsolated(order, log).then(({ port, close }) => {
    closeOnSignal(log, close)
    process.send?.({ port })
  })
})
process.once('disconnect', () => process.exit(0))
