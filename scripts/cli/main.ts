import { runCommandLine } from './command-line.ts'

/** Exit code of a program that wrote to a closed pipe: 128 and the number of SIGPIPE. */
const CLOSED_PIPE = 141

// The reader of the output may go first, as `head` does.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(CLOSED_PIPE)
  })
}

process.exitCode = await runCommandLine(process.argv.slice(2))
