import { existsSync } from 'node:fs'
import { execa, ExecaError } from 'execa'
import { chromium, type Browser } from 'playwright-core'

/** Debian's program that installs packages. */
const INSTALLER = 'apt-get'

/** Where Debian, Ubuntu and Chrome's own package put the browser. */
const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

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
    await execa(INSTALLER, ['update', '-q'])
    await execa(INSTALLER, ['install', '-y', '-q', '--no-install-recommends', 'chromium'], {
      env: { DEBIAN_FRONTEND: 'noninteractive' },
    })
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error
    throw new Error(
      `The tests of the page need Chromium, which could not be installed: ${error.shortMessage}. ` +
        'Install it (apt-get install chromium), or name one in the variable CHROMIUM.',
      { cause: error }
    )
  }
  const path = foundChromium()
  if (path === undefined) throw new Error('The package chromium is installed, and has no program.')
  return path
}
