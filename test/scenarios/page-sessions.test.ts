import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startBrowser } from '../../scripts/page/browser.ts'
import { adminTokensOf, tokenOf } from '../support/page/people.ts'
import {
  focusedText,
  openRunningPage,
  patient,
  signIn,
  tabTo,
} from '../support/page/running-page.ts'
import { startScenario, startSilero, tableOf } from '../support/scenarios/scenario.ts'

const v5 = await startSilero('v5')
const v6 = await startSilero('v6')

const { router, operator } = await startScenario(
  {
    vad: tableOf('/vad', [v5, v6], { steps: '20%:10m' }),
    other: tableOf('/other', [v5, v6]),
  },
  [v5, v6],
  {
    ADMIN_TOKENS: adminTokensOf([
      { name: 'mira', role: 'operator' },
      { name: 'board', role: 'viewer' },
      { name: 'alerts', role: 'rollback-only' },
      { name: 'vad-team', role: 'operator', models: ['vad'] },
    ]),
  }
)

let browser: Browser

// It installs Chromium where it is missing.
const INSTALL_MS = 300_000

beforeAll(async () => {
  browser = await startBrowser()
  await operator.runs('switch', 'vad', '--reason', 'v6 looks good')
}, INSTALL_MS)

afterAll(() => browser?.close())

const vad = '?model=vad'
const rollBack = { name: 'Roll back to blue silero-v5' } as const

function actionsOf(page: Page): Promise<readonly string[]> {
  return page.getByRole('region', { name: 'Actions' }).getByRole('button').allTextContents()
}

it('shows a viewer everything and no button', async () => {
  const { page, shoot } = await openRunningPage(browser, router.url, vad)
  await signIn(page, 'board')

  await page.getByText('Your role changes nothing here.').waitFor()
  await page.getByRole('heading', { name: 'History' }).waitFor()
  expect(await actionsOf(page)).toEqual([])
  await shoot('viewer')
})

it('shows a token that only rolls back that button, and asks for no evidence', async () => {
  const { page, requests, shoot } = await openRunningPage(browser, router.url, vad)
  await signIn(page, 'alerts')

  await page.getByText('sees the status, and neither evidence nor history').waitFor()
  expect(await actionsOf(page)).toEqual([rollBack.name])
  await shoot('rollback-only')
  await expect
    .poll(() => requests.filter((request) => request === 'GET /admin/models').length, patient)
    .toBeGreaterThan(1)
  expect(requests.filter((request) => /evidence|history|verification/.test(request))).toEqual([])
})

it('shows a token of one model that model alone', async () => {
  const { page } = await openRunningPage(browser, router.url)
  await signIn(page, 'vad-team')

  await page.getByRole('link', { name: 'vad' }).waitFor()
  expect(await page.getByRole('link', { name: 'other' }).count()).toBe(0)
  await page.goto(`${router.url}/admin?model=other`)
  await page.getByRole('heading', { name: 'No model “other”' }).waitFor()
})

it('turns red and switches the buttons off in an outage, and comes back by itself', async () => {
  const { page, context, shoot } = await openRunningPage(browser, router.url, vad)
  await signIn(page, 'mira')
  const button = page.getByRole('button', rollBack)
  await expect.poll(() => button.isEnabled(), patient).toBe(true)

  const restarting = router.crash()
  await page.getByText('The router cannot be reached.').waitFor()
  // The router may be back before the data is old.
  await context.setOffline(true)
  await page.getByText(/Stale: data/).waitFor()
  await page.getByText('The data is too old to act on').waitFor()
  expect(await button.isDisabled()).toBe(true)
  expect(await page.getByRole('button', { name: 'Try now' }).isEnabled()).toBe(true)
  await shoot('stale')
  await restarting
  await context.setOffline(false)

  await expect.poll(() => button.isEnabled(), patient).toBe(true)
  expect(await page.getByText('The router cannot be reached.').count()).toBe(0)
})

it('keeps the screen when the session ends in another tab, and goes on after a sign-in', async () => {
  const { page, context, shoot } = await openRunningPage(browser, router.url, vad)
  await signIn(page, 'mira')
  await page.getByRole('button', { name: '1 h', exact: true }).click()
  const tab = await context.newPage()
  await tab.goto(`${router.url}/admin`)
  await tab.getByRole('button', { name: 'Sign out' }).click()
  await tab.getByText('You are signed out.').waitFor()
  await tab.close()

  const dialog = page.getByRole('dialog', { name: 'Your session has ended' })
  await dialog.waitFor()
  expect(await page.getByText('green silero-v6 takes 20 % of the keys').count()).toBeGreaterThan(0)
  await shoot('session-ended')
  await page.keyboard.type(tokenOf('mira'))
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'detached' })

  await expect.poll(() => page.getByRole('button', rollBack).isEnabled(), patient).toBe(true)
  const span = page.getByRole('button', { name: '1 h', exact: true })
  expect(await span.getAttribute('aria-pressed')).toBe('true')
})

it('is used by the keyboard alone, from the sign-in to a dialog and back', async () => {
  const { page, requests } = await openRunningPage(browser, router.url)
  await page.getByLabel('Admin token').waitFor()
  await page.keyboard.type(tokenOf('mira'))
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'vad' }).waitFor()

  await tabTo(page, 'vad')
  await page.keyboard.press('Enter')
  await page.getByRole('button', rollBack).waitFor()
  await tabTo(page, rollBack.name)
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })

  await expect.poll(() => focusedText(page), patient).toBe(rollBack.name)
  expect(requests.filter((request) => request.startsWith('POST'))).toEqual(['POST /admin/session'])
})

it('prints what it shows, without buttons', async () => {
  const { page, shoot } = await openRunningPage(browser, router.url, vad)
  await signIn(page, 'mira')
  await page.getByRole('cell', { name: /^Switched green silero-v6/ }).waitFor()

  await page.emulateMedia({ media: 'print' })
  await shoot('print')

  expect(await page.getByRole('heading', { name: 'History' }).isVisible()).toBe(true)
  expect(await page.getByRole('button').filter({ visible: true }).count()).toBe(0)
})
