// Plain JavaScript without packages, for the Node of the system: on a fresh clone nothing is installed.
import { runTask } from './run/task.mjs'

const [what, ...args] = process.argv.slice(2)

if (what === undefined) {
  console.error('Usage: node scripts/run.mjs <script file or package binary> [arguments]')
  process.exitCode = 2
} else {
  await runTask(what, args)
}
