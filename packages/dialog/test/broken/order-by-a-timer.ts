import { kiosk } from '../kiosk.ts'

export default kiosk(({ states }) => {
  states.confirming.after = { soon: { target: 'placing' } }
})
