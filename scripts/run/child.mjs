import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { onNpmGone } from './parent.mjs'

/** How long a signal that this process sends to itself may take. */
const SIGNAL_MS = 500
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Runs a program and passes signals on to it. Resolves with its exit code, or with the signal that ended it; with 127, as
 * in a shell, when it cannot be started.
 */
export function runToEnd(command, args, options) {
  return new Promise((resolve) => {
    const child = spawn(command, args, options)
    const forward = (signal) => child.kill(signal)
    for (const signal of forwarded) process.on(signal, forward)
    const endWatch = onNpmGone(() => child.kill('SIGTERM'))
    child.once('error', (error) => {
      console.error(error.message)
      resolve({ code: 127, signal: null })
    })
    child.once('exit', (code, signal) => {
      for (const name of forwarded) process.off(name, forward)
      endWatch()
      resolve({ code, signal })
    })
  })
}

/** Ends this process as a child ended. */
export function endLike({ code, signal }) {
  process.exitCode = code ?? 128 + constants.signals[signal]
  if (signal === null) return
  process.kill(process.pid, signal)
  // Node ignores some signals: then the exit code says it, as a shell does.
  setTimeout(() => {}, SIGNAL_MS)
}
