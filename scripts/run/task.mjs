import { statSync } from 'node:fs'
import { endLike, runToEnd } from './child.mjs'
import { binaryOf, install, isFresh, packagedNode, root } from './install.mjs'

/**
 * Runs a script file of the project, or a binary of one of its packages, on the packaged Node. Installs the packages
 * first when they are not fresh. This process ends as the task ends: stdout carries nothing but the task's own output.
 */
export async function runTask(what, args) {
  if (!isFresh()) {
    const failure = await install()
    if (failure !== undefined) return endLike(failure)
  }
  const program = scriptAt(what) ?? binaryOf(what)
  if (program === undefined) {
    console.error(`${what} is neither a file of the project nor a binary of one of its packages.`)
    process.exitCode = 2
    return
  }
  endLike(await runToEnd(packagedNode, [program, ...args], { stdio: 'inherit' }))
}

function scriptAt(path) {
  const file = `${root}${path}`
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined
}
