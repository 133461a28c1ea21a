import { mkdirSync } from 'node:fs'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'
import { ADMIN_TOKEN_PREFIX } from '../../../src/core/outcomes/admin-token.ts'
import { phone } from './open-page.ts'
import { tokenOf } from './people.ts'

const screenshots = new URL('../../../.build/screenshots/running/', import.meta.url).pathname

/** Longest wait for something to show: the machine may be busy. */
const PATIENT_MS = 30_000

/** Options of `expect.poll` for what takes the router a while. */
export const patient = { timeout: PATIENT_MS, interval: 200 } as const

/** A browser in front of a running router, with cookies of its own. */
export interface RunningPage {
  readonly page: Page
  readonly context: BrowserContext
  /** The requests so far: method, path and query. */
  readonly requests: readonly string[]
  /** Writes screenshots of the screen in light, in dark and on a phone. */
  readonly shoot: (name: string) => Promise<void>
}

/**
 * Opens the page of a running router. When the test ends, it must have written no error, broken no
 * policy, asked no other host, and shown a token in no address.
 */
export async function openRunningPage(
  browser: Browser,
  url: string,
  query = ''
): Promise<RunningPage> {
  const context = await browser.newContext({ viewport: laptop, reducedMotion: 'reduce' })
  context.setDefaultTimeout(PATIENT_MS)
  const problems: string[] = []
  const requests: string[] = []
  await context.exposeFunction('reportViolation', (text: string) => void problems.push(text))
  await context.addInitScript(
    `addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => reportViolation(violatedDirective + ' ' + blockedURI))`
  )
  context.on('weberror', (error) => problems.push(error.error().message))
  context.on('console', (message) => {
    // An answer with an error status: the page shows it.
    if (message.type() !== 'error' || message.text().startsWith('Failed to load')) return
    problems.push(message.text())
  })
  context.on('request', (request) => {
    const asked = new URL(request.url())
    if (asked.origin !== url) problems.push(`asked ${asked.origin}`)
    if (asked.href.includes(ADMIN_TOKEN_PREFIX)) problems.push(`a token in ${asked.href}`)
    requests.push(`${request.method()} ${asked.pathname}${asked.search}`)
  })
  onTestFinished(async () => {
    await context.close()
    expect(problems).toEqual([])
  })
  const page = await context.newPage()
  await page.goto(`${url}/admin${query}`)
  return { page, context, requests, shoot: (name) => shoot(page, name) }
}

const laptop = { width: 1280, height: 900 }

/** Signs in on the screen that asks for a token. */
export async function signIn(page: Page, name: string): Promise<void> {
  await page.getByLabel('Admin token').fill(tokenOf(name))
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByLabel('Admin token').waitFor({ state: 'detached' })
}

const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'

async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true })
  const fullPage = (await page.getByRole('dialog').count()) === 0
  // The header stays at the top of the window, in a picture of the whole page at its place.
  if (fullPage) await page.evaluate('scrollTo(0, 0)')
  await page.screenshot({ path: `${screenshots}${name}-light.png`, fullPage })
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.screenshot({ path: `${screenshots}${name}-dark.png`, fullPage })
  await page.setViewportSize(phone)
  // A chart takes the new width one frame later.
  await expect.poll(() => page.evaluate<number>(overflow), patient).toBe(0)
  await page.screenshot({ path: `${screenshots}${name}-phone.png`, fullPage })
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(laptop)
}

/** Presses Tab until the focused element has a text or a label. Throws when none has. */
export async function tabTo(page: Page, text: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab')
    if ((await focusedText(page)) === text) return
  }
  throw new Error(`Tab does not lead to ${text}`)
}

/** Returns the text of the focused element. */
export async function focusedText(page: Page): Promise<string> {
  return page.evaluate<string>(`document.activeElement?.textContent.trim() ?? ''`)
}
