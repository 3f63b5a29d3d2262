import { argv } from 'node:process'
import { fetchSketch, sketchParser } from './sketch-source.ts'

console.log(sketchParser() ?? fetchSketch(argv[2]))
