export { understand, understandWith } from './understand.ts'
