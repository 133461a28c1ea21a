import type { Browser, Page } from 'playwright-core'
import { bundlePage } from '../../../scripts/page/bundle.ts'
import { mockRouter, ORIGIN, type MockedRouter } from './mocked-router.ts'
import { NOW } from './statuses.ts'

const monitor = { width: 1280, height: 900 }

/** The screen of a small phone. */
export const phone = { width: 360, height: 740 }

/** A page in front of a mocked router. */
export interface OpenPage {
  readonly page: Page
  readonly router: MockedRouter
  /** What the page wrote to the console as errors, but for answers with an error status. */
  readonly errors: readonly string[]
}

const files = bundlePage()

/** Opens the page at a query such as `?model=chat`, with the clock at the time of the fixtures. */
export async function openPage(
  browser: Browser,
  query: string,
  answers: Partial<MockedRouter> = {}
): Promise<OpenPage> {
  const zone = { timezoneId: 'Europe/Berlin', locale: 'en-GB', reducedMotion: 'reduce' } as const
  const context = await browser.newContext({ viewport: monitor, ...zone })
  const router = await mockRouter(context, await files, answers)
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    if (message.type() !== 'error' || message.text().startsWith('Failed to load')) return
    errors.push(message.text())
  })
  await page.clock.install({ time: NOW })
  await page.goto(`${ORIGIN}/admin${query}`)
  return { page, router, errors }
}
