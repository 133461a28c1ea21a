import { endLike } from '../run/child.mjs'
import { binaryOf, install, installRuntime, isRuntimeFresh } from '../run/install.mjs'
import { builtFile, isUpToDate } from './sources.mjs'

/**
 * Returns the path of the command line as one file, built from what the checkout holds now, with the packages that its
 * arguments need. Undefined when these cannot be installed: npm has said why.
 */
export async function builtCommandLine(args = []) {
  const failed = await installFor(args)
  if (failed !== undefined) {
    endLike(failed)
    return undefined
  }
  if (isUpToDate()) return builtFile
  const { buildCommandLine } = await import('./build.mjs')
  await buildCommandLine()
  return builtFile
}

/** Packages that are there but not fresh are no reason to install: break-glass must not wait for a registry. */
async function installFor(args) {
  if (needsWrangler(args) && binaryOf('wrangler') === undefined) return install()
  return isUpToDate() || isRuntimeFresh() ? undefined : installRuntime()
}

function needsWrangler(args) {
  const isHelp = args.includes('--help') || args.includes('-h')
  return !isHelp && (args[0] === 'dev' || args.includes('--break-glass'))
}
