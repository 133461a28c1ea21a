import { endLike } from '../run/child.mjs'
import { installRuntime, isRuntimeFresh } from '../run/install.mjs'
import { builtFile, isUpToDate } from './sources.mjs'

/**
 * Returns the path of the command line as one file, built from what the checkout holds now. Undefined when its packages
 * cannot be installed: npm has said why.
 */
export async function builtCommandLine() {
  if (isUpToDate()) return builtFile
  const failed = isRuntimeFresh() ? undefined : await installRuntime()
  if (failed !== undefined) {
    endLike(failed)
    return undefined
  }
  const { buildCommandLine } = await import('./build.mjs')
  await buildCommandLine()
  return builtFile
}
