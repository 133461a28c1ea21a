import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runToEnd } from './child.mjs'

/** Folder of the project, with a slash at its end. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** The Node that the lock file pins, whatever Node the system has. */
export const packagedNode = `${root}node_modules/node/bin/${nodeBinary()}`

const INSTALLED = 'node_modules/.package-lock.json'

/** Whether what npm notes as installed is what the lock file asks for; packages for other platforms may be missing. */
export function isFresh() {
  return existsSync(packagedNode) && holds(() => true)
}

/** Whether the packages without those for development are what the lock file asks for. */
export function isRuntimeFresh() {
  return holds(isRuntime)
}

function isRuntime({ dev, devOptional }) {
  return dev !== true && devOptional !== true
}

/** Whether those packages of the lock file that are needed are installed. */
function holds(isNeeded) {
  const wanted = packagesIn('package-lock.json')
  const installed = packagesIn(INSTALLED)
  if (wanted === undefined || installed === undefined) return false
  return Object.entries(wanted).every(([path, one]) => {
    if (path === '' || !isNeeded(one)) return true
    const { version, integrity, optional } = one
    return installed[path] === undefined
      ? optional === true
      : installed[path].version === version && installed[path].integrity === integrity
  })
}

/** The file of a package's binary, by the name that npm links it under. */
export function binaryOf(name) {
  const topLevel = /^node_modules\/(@[^/]+\/)?[^/]+$/
  const owner = Object.entries(packagesIn(INSTALLED) ?? {}).find(
    ([path, { bin }]) => topLevel.test(path) && bin?.[name] !== undefined
  )
  return owner === undefined ? undefined : `${root}${owner[0]}/${owner[1].bin[name]}`
}

/** Installs all packages, with the progress on stderr. Resolves with how npm ended when that failed. */
export function install() {
  return installBy('--include=dev', isFresh)
}

/**
 * Installs what the command line is built from, without the packages for development where there are none yet. Resolves
 * with how npm ended when that failed.
 */
export function installRuntime() {
  const installed = Object.values(packagesIn(INSTALLED) ?? {})
  // npm removes what it is asked to omit.
  const hasDev = installed.some((one) => !isRuntime(one))
  return installBy(hasDev ? '--include=dev' : '--omit=dev', isRuntimeFresh)
}

async function installBy(selection, isDone) {
  console.error('Installing packages (once) …')
  // Not `npm ci`: it refuses a lock file that lacks a package which the registry does not have for some other platform.
  const flags = ['install', '--no-save', selection, '--no-audit', '--no-fund', '--loglevel=error']
  const options = { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] }
  const { npm_execpath: npm = '', npm_node_execpath: node = process.execPath } = process.env
  const isNpm = basename(npm) === 'npm-cli.js'
  const ended = isNpm
    ? await runToEnd(node, [npm, ...flags], options)
    : await runToEnd('npm', flags, { ...options, shell: process.platform === 'win32' })
  if (ended.code === 0 && isDone()) return undefined
  if (ended.signal === null) {
    console.error(
      'The packages could not be installed. Run `npm install --no-save` to see why, then try again.'
    )
  }
  return { ...ended, code: ended.code || 1 }
}

function packagesIn(lockFile) {
  try {
    return JSON.parse(readFileSync(`${root}${lockFile}`, 'utf8')).packages
  } catch {
    return undefined
  }
}

function nodeBinary() {
  return process.platform === 'win32' ? 'node.exe' : 'node'
}
