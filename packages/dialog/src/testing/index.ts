export { converse, type ConverseOptions, type Conversing } from './converse.ts'
export { paths, type Path, type PathsOptions } from './paths.ts'
export { playTranscript, type Played } from './transcript.ts'
