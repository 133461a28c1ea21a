import { projectFolder } from '../dev/paths.ts'

/** The folder for everything that the benchmarks build or download. */
export const benchFolder = `${projectFolder}.cache/bench/`
