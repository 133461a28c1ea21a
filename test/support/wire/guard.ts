import { spawn } from 'node:child_process'
import { stopWithParent } from '../../../scripts/models/lifetime.ts'

// Runs a program and stops it when the parent process ends for any reason. Without this process,
// workerd would keep running.

const [program = '', ...argv] = process.argv.slice(2)
const child = spawn(program, argv, { stdio: ['ignore', 'ignore', 'inherit', 3] })
console.log(child.pid)
child.once('exit', (code) => process.exit(code ?? 1))
process.once('exit', () => child.kill('SIGKILL'))
stopWithParent(() => process.exit(0))
