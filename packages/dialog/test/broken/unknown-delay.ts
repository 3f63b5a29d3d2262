import { kiosk } from '../kiosk.ts'

export default kiosk(({ states }) => {
  states.asking.after = { sooon: { target: 'cancelled' } }
})
