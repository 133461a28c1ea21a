import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { projectFolder } from '../../dev/paths.ts'
import { dataFolder } from '../data-files.ts'
import { reportFailure, UsageError } from '../failures.ts'
import { restore } from './restore.ts'

// Puts the files of a backup into a data folder.

const usage = `Usage: npm run serve:restore -- --from <file> [--data <folder>]

Puts the files of a backup into a data folder (.bluegreen) that no process uses. What the folder had is kept in a folder
beside it, whose name is printed.`

try {
  const { data, from } = optionsOf(process.argv.slice(2))
  const { files, kept } = await restore(data, from)
  console.log(
    `${data}: ${files} files${kept === undefined ? '' : `; what was there is in ${kept}`}`
  )
} catch (error) {
  process.exitCode = reportFailure(error, usage)
}

function optionsOf(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string', default: `${projectFolder}.bluegreen` },
      from: { type: 'string' },
    },
  })
  if (values.from === undefined) throw new UsageError('Name the backup: --from <file>')
  return { data: dataFolder(values.data), from: resolve(values.from) }
}
