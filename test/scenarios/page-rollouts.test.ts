import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startBrowser } from '../../scripts/page/browser.ts'
import { seriousViolationsIn } from '../support/page/accessibility.ts'
import { adminTokensOf, tokenOf } from '../support/page/people.ts'
import { openRunningPage, patient, signIn } from '../support/page/running-page.ts'
import { startScenario, startSilero, tableOf } from '../support/scenarios/scenario.ts'
import { startMetadata, startVad } from '../support/scenarios/traffic.ts'

const v5 = await startSilero('v5')
const failing = await startSilero('v6')
const good = await startSilero('v6')

const long = { failover: false, bake_seconds: 600 }
const { router, operator } = await startScenario(
  {
    failing: tableOf('/failing', [v5, failing], long),
    steps: tableOf('/steps', [v5, good], { ...long, steps: '20%:10m,50%:10m' }),
    quiet: tableOf('/quiet', [v5, good], long),
  },
  [v5, failing, good],
  { ADMIN_TOKENS: adminTokensOf([{ name: 'mira', role: 'operator' }]) }
)

let browser: Browser

// It installs Chromium where it is missing.
const INSTALL_MS = 300_000

beforeAll(async () => {
  browser = await startBrowser()
}, INSTALL_MS)

afterAll(() => browser?.close())

/** Returns the numbers of a column of the chart's table, for one color. */
async function evidenceOf(page: Page, color: string): Promise<readonly number[]> {
  const rows = page.locator('table.samples tbody tr').filter({ hasText: color })
  const texts = await rows.locator('td:nth-child(3)').allTextContents()
  return texts.map((text) => Number.parseInt(text, 10))
}

function historyOf(page: Page): Locator {
  return page.getByRole('region', { name: 'History' }).locator('tbody tr')
}

it('a switch and the automatic rollback of a failing release are seen as they happen', async () => {
  const clients = startVad(`${router.url}/failing`)
  const { page, requests, shoot } = await openRunningPage(browser, router.url)
  await page.getByLabel('Admin token').fill(tokenOf('nobody'))
  await page.keyboard.press('Enter')
  await page.getByText('That token is not known.').waitFor()
  await shoot('refused-token')
  expect(await seriousViolationsIn(page)).toEqual([])

  await signIn(page, 'mira')
  await page.getByText('Of 3 models, none needs people').waitFor()
  expect(await page.getByRole('row').filter({ hasText: 'silero-v5' }).count()).toBe(3)
  await shoot('overview')
  expect(await seriousViolationsIn(page)).toEqual([])

  await page.getByRole('link', { name: 'failing' }).click()
  await page.getByRole('button', { name: 'Switch to green silero-v6' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('green silero-v6 goes from 0 % to 100 % of the keys at once').waitFor()
  await shoot('confirm-switch')
  expect(await seriousViolationsIn(page)).toEqual([])
  await dialog.getByLabel('Reason').fill('v6 looks good')
  await dialog.getByRole('button', { name: 'Switch' }).click()
  await page.getByText(/bake \d+:\d\d of 10:00/).waitFor()
  await page.getByText(/\d+:\d\d of the bake left/).waitFor()
  await page.getByText(/evidence against green is at/).waitFor()
  const candidate = page.getByRole('columnheader', { name: /candidate/ })
  expect(await candidate.textContent()).toContain('100 % of the keys')
  await clients.more(30)
  await shoot('baking')
  expect(await seriousViolationsIn(page)).toEqual([])

  await failing.control({ fail: { share: 0.3 } })
  await page.getByRole('button', { name: '5 min', exact: true }).click()
  await page.getByText('Rolled back', { exact: true }).first().waitFor()
  await page.getByText('green silero-v6 was rolled back and gets no traffic').waitFor()
  expect(await page.getByText('live is now green').count()).toBe(0)
  await page.getByRole('button', { name: 'Show as table' }).click()
  await expect
    .poll(async () => Math.max(...(await evidenceOf(page, 'green'))), patient)
    .toBeGreaterThanOrEqual(100)
  expect(Math.min(...(await evidenceOf(page, 'green')))).toBeLessThan(100)
  await page.getByRole('button', { name: 'Show as table' }).click()
  expect(await page.getByRole('columnheader', { name: /quarantined/ }).textContent()).toContain(
    'silero-v6'
  )
  const rollback = historyOf(page).filter({ hasText: 'Rolled back' })
  await rollback.getByText('Evidence').click()
  expect(await rollback.textContent()).toMatch(/router.*detector.*green is faulty/)
  expect(await rollback.textContent()).toMatch(/\d+ of \d+ calls were answered 500 on green/)
  await shoot('rolled-back')
  expect(await seriousViolationsIn(page)).toEqual([])
  await clients.stop()
  expect(requests).toContain('POST /admin/models/failing/switch')
})

it('a rollback by the button is asked for once, reported, and in the history by name', async () => {
  const clients = startMetadata(`${router.url}/steps`)
  const { page, requests, shoot } = await openRunningPage(browser, router.url, '?model=steps')
  await signIn(page, 'mira')
  await operator.runs('switch', 'steps', '--reason', 'v6 looks good')

  await page.getByText('green silero-v6 takes 20 % of the keys').first().waitFor()
  await page.getByText('Next is 50 %').waitFor()
  await clients.more(20)
  await page.getByRole('button', { name: 'Roll back to blue silero-v5' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('green silero-v6 goes from 20 % of the keys to 0 %').waitFor()
  await shoot('confirm-rollback')
  await dialog.getByLabel('Reason').fill('answers are odd')
  const sending = page.waitForRequest((request) => request.method() === 'POST')
  await dialog.getByRole('button', { name: 'Roll back', exact: true }).click()
  const sent = (await sending).headers()
  await page.getByRole('status').filter({ hasText: 'Done.' }).waitFor()
  await clients.stop()

  const { revision } = await operator.waits('steps', ({ quarantined }) => quarantined === 'green')
  expect(sent['if-match']).toBe(`"${revision - 1}"`)
  await expect
    .poll(() => historyOf(page).first().textContent(), patient)
    .toMatch(/Rolled back.*mira page.*answers are odd/)
  await shoot('rolled-back-by-hand')
  expect(requests.filter((request) => request.startsWith('POST /admin/models'))).toHaveLength(1)
})

it('a command comes too late for a model that somebody else has changed', async () => {
  const { page, shoot } = await openRunningPage(browser, router.url, '?model=quiet')
  await signIn(page, 'mira')
  await page.getByRole('button', { name: 'Switch to green silero-v6' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Reason').fill('v6 looks good')
  // Polls would show the change before the command is sent, and switch the button off.
  await page.route('**/admin/models?*', () => {})
  await page.getByText(/Data .* s old/).waitFor()
  await operator.runs('switch', 'quiet', '--reason', 'I was faster')
  const refusing = page.waitForResponse((answer) => answer.request().method() === 'POST')
  await dialog.getByRole('button', { name: 'Switch' }).click()
  const refused = await refusing
  await page.unroute('**/admin/models?*')

  expect(refused.status()).toBe(412)
  const report = page.getByRole('status').filter({ hasText: 'Refused.' })
  await expect
    .poll(() => report.textContent(), patient)
    .toContain('Nothing was changed: anna changed it meanwhile (revision 1 → 2')
  await page.getByText(/\d+:\d\d of the bake left/).waitFor()
  await shoot('too-late')
})
