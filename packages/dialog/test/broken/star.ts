import { kiosk } from '../kiosk.ts'

export default kiosk(({ states }) => {
  states.asking.on['*'] = { target: 'person' }
})
