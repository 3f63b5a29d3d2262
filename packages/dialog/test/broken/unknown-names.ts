import { kiosk } from '../kiosk.ts'

export default kiosk(({ states }) => {
  states.asking.on['user.tea'] = { guard: 'isOpen', target: 'confirming', actions: 'rememberTea' }
})
