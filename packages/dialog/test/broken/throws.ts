import { kiosk } from '../kiosk.ts'

export default kiosk(({ states }) => {
  states.confirming.on['user.no'] = { target: 'asking', actions: 'spill' }
})
