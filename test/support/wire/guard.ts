import { spawn } from 'node:child_process'
import { stopWithParent } from '../../../scripts/models/lifetime.ts'

// Runs a program for as long as the parent lives, however that ends: a workerd would stay behind.

const [program = '', ...argv] = process.argv.slice(2)
const child = spawn(program, argv, { stdio: ['ignore', 'ignore', 'inherit', 3] })
console.log(child.pid)
child.once('exit', (code) => process.exit(code ?? 1))
process.once('exit', () => child.kill('SIGKILL'))
stopWithParent(() => process.exit(0))
