import { kiosk } from '../kiosk.ts'

export default kiosk(({ states }) => {
  states.door.entry = 'spill'
})
