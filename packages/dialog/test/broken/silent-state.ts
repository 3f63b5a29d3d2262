import { kiosk } from '../kiosk.ts'

export default kiosk(({ states }) => {
  delete states.confirming.entry
})
