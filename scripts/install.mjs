// Runs before every npm script that needs packages, on whatever Node the system has: plain JavaScript, no packages.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

if (!isFresh()) install()

/** Whether what npm notes as installed is what the lock file asks for; packages for other platforms may be missing. */
function isFresh() {
  const wanted = packagesIn('package-lock.json')
  const installed = packagesIn('node_modules/.package-lock.json')
  if (wanted === undefined || installed === undefined) return false
  if (!existsSync(`${root}node_modules/node/bin/${nodeBinary()}`)) return false
  return Object.entries(wanted).every(
    ([path, { version, integrity, optional }]) =>
      path === '' ||
      (installed[path] === undefined
        ? optional === true
        : installed[path].version === version && installed[path].integrity === integrity)
  )
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

function install() {
  console.log('Installing packages (once) …')
  // Not `npm ci`: it refuses a lock file that lacks a package which the registry does not have for some other platform.
  const flags = [
    'install',
    '--no-save',
    '--include=dev',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]
  const { npm_execpath: npm, npm_node_execpath: node = process.execPath } = process.env
  const options = { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] }
  const { status } = npm
    ? spawnSync(node, [npm, ...flags], options)
    : spawnSync('npm', flags, { ...options, shell: process.platform === 'win32' })
  if (status === 0 && isFresh()) return
  console.error(
    'The packages could not be installed. Run `npm install --no-save` to see why, then try again.'
  )
  process.exit(status || 1)
}
