import { kiosk } from '../kiosk.ts'

export default kiosk(({ states }) => {
  states.placed.on['user.operator'] = {}
})
