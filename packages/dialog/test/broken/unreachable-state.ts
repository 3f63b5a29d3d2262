import { kiosk } from '../kiosk.ts'

export default kiosk(({ states }) => {
  states.placed.on['user.tea'] = [{ target: 'confirming' }, { target: 'present' }]
  states.present = { meta: { awaits: 'anything' }, on: {} }
})
