import { kiosk } from '../kiosk.ts'

export default kiosk(({ states }) => {
  states.confirming.on['user.unclear'] = { target: 'asking', actions: 'forgetMisses' }
})
