export { machineJson } from './machine-json.ts'
export { statelyModule } from './stately.ts'
export { referencesOf, type References } from './references.ts'
