import { kiosk } from '../kiosk.ts'

export default kiosk(({ states }) => {
  states.confirming.on['user.no'] = { target: 'thinking' }
  states.thinking = { always: 'doubting' }
  states.doubting = { always: 'thinking' }
})
