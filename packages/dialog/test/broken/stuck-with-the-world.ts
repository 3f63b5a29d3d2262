import { kiosk } from '../kiosk.ts'

export default kiosk(({ states }) => {
  states.placing.on['tea.refused'] = {}
})
