export { chanceOf, randomOf, type Random } from '../src/testing/random.ts'
