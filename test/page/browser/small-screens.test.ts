import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startBrowser } from '../../../scripts/page/browser.ts'
import { entries, entry } from '../../support/page/details.ts'
import { problem } from '../../support/page/mocked-router.ts'
import { openPage, phone } from '../../support/page/open-page.ts'
import { shifting } from '../../support/page/statuses.ts'

let browser: Browser

beforeAll(async () => {
  browser = await startBrowser()
})

afterAll(() => browser?.close())

it('keeps the words of a report and of the history whole on a phone', async () => {
  const long = entry({ entry: 99, from: 'blue', to: 'green', weight: 100 })
  const { page, router } = await openPage(browser, '?model=chat', {
    models: [shifting()],
    history: { model: 'chat', next: null, entries: [long, ...entries] },
  })
  await page.setViewportSize(phone)
  const detail = 'The rollout cannot be paused now, because of a reason that takes several lines.'
  router.answers.set('POST /models/chat/pause', problem(409, 'busy', detail))
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.getByLabel('Reason').fill('lunch')
  await page.keyboard.press('Enter')
  const close = page.getByRole('button', { name: 'Close' })
  await close.waitFor()

  const { width = 0, height = 0 } = (await close.boundingBox()) ?? {}
  expect(width).toBeGreaterThan(height)
  const overflow = await page
    .getByRole('region', { name: 'History' })
    .locator('td')
    .evaluateAll((cells) => cells.map((cell) => cell.scrollWidth - cell.clientWidth))
  expect(Math.max(...overflow)).toBe(0)
  await page.context().close()
})
