import { kiosk, saying } from '../kiosk.ts'

export default kiosk(() => {}, saying('ru', { sure: '' }))
