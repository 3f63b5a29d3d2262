import { kiosk, saying } from '../kiosk.ts'

export default kiosk(() => {}, saying('en', { sure: () => ({ text: 'Green tea, right?', choices: ['yes'] }) }))
