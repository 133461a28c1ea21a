import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { projectFolder } from '../../dev/paths.ts'
import { dataFolder } from '../data-files.ts'
import { reportFailure, UsageError } from '../failures.ts'
import { backUp } from './back-up.ts'

// Writes all rollouts, histories and pointers of a data folder into one file, while it is in use or not.

const usage = `Usage: npm run serve:backup -- --to <file> [--data <folder>]

Copies what npm run serve has in its data folder (.bluegreen) into a new file. The router may be running: it stands still
for some milliseconds.`

try {
  const { data, to } = optionsOf(process.argv.slice(2))
  const { files, pausedMs } = await backUp(data, to)
  const paused = pausedMs === undefined ? '' : `; the router stood still for ${pausedMs} ms`
  console.log(`${to}: ${files} files${paused}`)
} catch (error) {
  process.exitCode = reportFailure(error, usage)
}

function optionsOf(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string', default: `${projectFolder}.bluegreen` },
      to: { type: 'string' },
    },
  })
  if (values.to === undefined) throw new UsageError('Name the new file: --to <file>')
  return { data: dataFolder(values.data), to: resolve(values.to) }
}
