import { configureGlobal } from 'fast-check'

/**
 * Property tests try the same cases in every run; PROPERTY_SEED tries others: a number, or `random`. A test that counts
 * what its cases met names its own seed.
 */
const seed = process.env['PROPERTY_SEED'] || '20260105'

configureGlobal(seed === 'random' ? {} : { seed: Number(seed) })
