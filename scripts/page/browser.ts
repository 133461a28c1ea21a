import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa, ExecaError } from 'execa'
import { chromium, type Browser } from 'playwright-core'

/** Where Debian, Ubuntu, Chrome's own package and macOS have the browser. */
const PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Installs Debian's package. Files of tests may want it at the same time: `flock` makes the others wait. */
const INSTALL = 'apt-get update -q && apt-get install -y -q --no-install-recommends chromium'

/**
 * Starts Chromium without a window: the one that `CHROMIUM` names, else one of this machine, else
 * Debian's, which is installed. Throws when there is none: tests of the page are never skipped.
 */
export async function startBrowser(): Promise<Browser> {
  const executablePath = foundChromium() ?? (await installedChromium())
  // Chromium refuses its sandbox to root, which containers run as.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return chromium.launch({ executablePath, args })
}

function foundChromium(): string | undefined {
  const named = process.env['CHROMIUM']
  return named ?? PATHS.find((path) => existsSync(path))
}

async function installedChromium(): Promise<string> {
  try {
    const lock = join(tmpdir(), 'bluegreen-chromium.lock')
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    await execa('flock', [lock, 'sh', '-c', INSTALL], { env })
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error
    throw new Error(
      'The page needs Chromium, which is not here and could not be installed. Install it as root ' +
        `(apt-get install chromium), or name one in the variable CHROMIUM.\n${error.stderr || error.shortMessage}`,
      { cause: error }
    )
  }
  const path = foundChromium()
  if (path === undefined) throw new Error('The package chromium is installed, and has no program.')
  return path
}
