import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Permission } from '../../../src/core/access/roles.ts'
import { startBrowser } from '../../../scripts/page/browser.ts'
import { entry, samples } from '../../support/page/details.ts'
import { problem, session } from '../../support/page/mocked-router.ts'
import { openPage } from '../../support/page/open-page.ts'
import { after, atRest, NOW, rolledBack, shifting } from '../../support/page/statuses.ts'

let browser: Browser

beforeAll(async () => {
  browser = await startBrowser()
})

afterAll(() => browser?.close())

const chat = '?model=chat'
const nobody = problem(401, 'unauthorized', 'Nobody is signed in.')
const rollBack = { name: 'Roll back to blue v2' }

it('signs in by a token that is neither in the address nor in a storage', async () => {
  const { page, router } = await openPage(browser, chat, { session: nobody })

  await page.getByLabel('Admin token').fill('a-token-of-an-operator')
  router.session = { status: 200, body: session() }
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'chat' }).waitFor()

  const sent = router.requests.find((request) => request.method() === 'POST')
  expect(sent?.postDataJSON()).toEqual({ token: 'a-token-of-an-operator' })
  expect(router.requests.filter((request) => request.url().includes('token'))).toEqual([])
  const stored = '[document.cookie, localStorage.length, sessionStorage.length, location.search]'
  expect(await page.evaluate(stored)).toEqual(['', 0, 0, chat])
  await page.context().close()
})

it('rolls back the revision that was looked at, reports it, and leads the focus on', async () => {
  const { page, router } = await openPage(browser, chat, { models: [shifting()] })
  const message = 'chat: live is now blue (v2), revision 43'
  await page.getByRole('button', rollBack).click()
  router.answers.set('POST /models/chat/rollback', {
    status: 200,
    body: { ...rolledBack(), message, made: null },
  })
  router.models = [rolledBack()]

  await page.getByLabel('Reason').fill('refunds fail')
  await page.keyboard.press('Enter')
  await page.getByRole('status').filter({ hasText: message }).waitFor()

  const sent = router.requests.find((request) => request.method() === 'POST')
  expect(sent?.headers()).toMatchObject({ 'if-match': '"42"', 'x-bluegreen-source': 'page' })
  expect(sent?.headers()['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/)
  expect(sent?.postDataJSON()).toEqual({ reason: 'refunds fail' })
  expect(await page.getByText('Rolled back', { exact: true }).count()).toBeGreaterThan(0)
  await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('report')
  await page.context().close()
})

it('takes the report of a command away when the model changes again', async () => {
  const { page, router } = await openPage(browser, chat, { models: [shifting({ revision: 41 })] })
  const changed = shifting({ paused: { at: after(0), by: 'mira', reason: 'lunch' } })
  router.answers.set('POST /models/chat/pause', {
    status: 200,
    body: { ...changed, message: 'chat: paused', made: null },
  })
  await page.getByRole('button', { name: 'Pause' }).click()
  router.models = [changed]
  await page.getByLabel('Reason').fill('lunch')
  await page.keyboard.press('Enter')
  const report = page.getByRole('status').filter({ hasText: 'chat: paused' })
  await report.waitFor()
  await page.clock.runFor(3_000)
  expect(await report.count()).toBe(1)

  router.models = [rolledBack()]
  await page.clock.runFor(3_000)

  await report.waitFor({ state: 'detached' })
  await page.context().close()
})

it('says who changed the model when a command comes too late, and shows the new state', async () => {
  const { page, router } = await openPage(browser, chat, { models: [shifting()] })
  await page.getByRole('button', { name: 'Promote' }).click()
  // The page must not see the change before it sends: it asks again after the answer only.
  router.answers.set('GET /models', 'never')
  router.answers.set('POST /models/chat/promote', () => {
    router.models = [rolledBack()]
    router.answers.delete('GET /models')
    return problem(412, 'revision_mismatch', 'The rollout is at another revision.')
  })

  await page.getByRole('button', { name: 'Promote to 50 %' }).click()
  const report = page.getByRole('status').filter({ hasText: 'Refused.' })
  await report.waitFor()

  expect(await report.textContent()).toContain('router changed it meanwhile (revision 42 → 43')
  await page.getByText('green v3 was rolled back and gets no traffic').first().waitFor()
  await page.context().close()
})

it('switches the confirmation off when the model changes while the dialog is open', async () => {
  const { page, router } = await openPage(browser, chat, { models: [shifting()] })
  await page.getByRole('button', rollBack).click()

  router.models = [rolledBack()]
  await page.clock.runFor(2_000)
  await page.getByText(/router changed it meanwhile/).waitFor()

  expect(
    await page.getByRole('button', { name: 'Roll back', exact: true }).last().isDisabled()
  ).toBe(true)
  await page.context().close()
})

it('turns the buttons off when the data is old, and on again with new data', async () => {
  const { page, router } = await openPage(browser, chat, { models: [shifting()] })
  const button = page.getByRole('button', rollBack)
  await button.waitFor()
  router.answers.set('GET /models', 'lost')
  await page.clock.runFor(13_000)
  await page.getByText('Stale: data').waitFor()
  expect(await button.isDisabled()).toBe(true)

  router.answers.delete('GET /models')
  await page.getByRole('button', { name: 'Try now' }).click()

  await expect.poll(() => button.isEnabled()).toBe(true)
  expect(await page.getByText('cannot be reached').count()).toBe(0)
  await page.context().close()
})

it('does not ask while the tab is hidden, and asks at once when it is shown', async () => {
  const { page, router } = await openPage(browser, '', { models: [shifting()] })
  await page.getByRole('heading', { name: 'Models' }).waitFor()
  const setHidden = (isHidden: boolean) =>
    page.evaluate(`Object.defineProperty(document, 'hidden', { value: ${isHidden}, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'))`)

  await setHidden(true)
  const before = router.requests.length
  await page.clock.runFor(30_000)
  expect(router.requests).toHaveLength(before)
  await setHidden(false)

  await expect.poll(() => router.requests.length).toBeGreaterThan(before)
  await page.context().close()
})

it('asks for new evidence only, with one request for all models', async () => {
  const { page, router } = await openPage(browser, chat, {
    models: [shifting(), atRest({ model: 'embed' })],
    samples: samples({ top: 0.5 }),
  })
  await page.getByText('at 50 % of the threshold').waitFor()

  await page.clock.runFor(1_500)
  const urls = () => router.requests.map((request) => new URL(request.url()))
  const lists = () => urls().filter(({ pathname }) => pathname === '/admin/models')
  await expect.poll(() => lists().length).toBeGreaterThan(1)

  expect(lists()[0]?.search).toBe('?evidence=chat')
  expect(lists()[1]?.search).toBe(`?evidence=chat&after=${NOW}`)
  expect(urls().filter(({ pathname }) => pathname.includes('embed'))).toEqual([])
  await page.context().close()
})

it('keeps the screen when the session ends, and goes on after signing in again', async () => {
  const { page, router } = await openPage(browser, chat, { models: [shifting()] })
  await page.getByRole('button', rollBack).waitFor()
  router.answers.set('GET /models', problem(401, 'session_ended', 'Ended.'))
  await page.clock.runFor(2_000)
  const dialog = page.getByRole('dialog', { name: 'Your session has ended' })
  await dialog.waitFor()
  expect(await page.getByText('green v3 takes 5 % of the keys').count()).toBe(1)

  router.answers.delete('GET /models')
  await page.keyboard.type('a-token-of-an-operator')
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'detached' })

  await expect.poll(() => page.getByRole('button', rollBack).isEnabled()).toBe(true)
  await page.context().close()
})

it('goes from the overview to a model and back with the keyboard and the back button', async () => {
  const models = Array.from({ length: 9 }, (_, index) => atRest({ model: `model-${index}` }))
  const { page } = await openPage(browser, '', { models })
  await page.getByRole('heading', { name: 'Models' }).waitFor()

  await page.keyboard.press('/')
  await page.keyboard.type('model-7')
  await page.getByRole('link', { name: 'model-7' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'model-7' }).waitFor()
  expect(new URL(page.url()).search).toBe('?model=model-7')
  await page.goBack()

  await page.getByRole('heading', { name: 'Models' }).waitFor()
  await page.context().close()
})

it('closes a dialog with Escape, and leads the focus back to its button', async () => {
  const { page, router } = await openPage(browser, chat, { models: [shifting()] })
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.getByRole('dialog').waitFor()

  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })

  const focused = () => page.evaluate('document.activeElement.textContent')
  await expect.poll(focused).toBe('Pause')
  expect(router.requests.filter((request) => request.method() === 'POST')).toEqual([])
  await page.context().close()
})

it('shows texts from elsewhere as texts, with their hidden characters visible', async () => {
  const reason = '<img src=x onerror=alert(1)>\u202egnp.exe'
  const { page, errors } = await openPage(browser, chat, {
    models: [atRest({ reason })],
    history: { model: 'chat', next: null, entries: [entry({ reason })] },
  })

  await page.getByText('<img src=x onerror=alert(1)>\\u{202e}gnp.exe').first().waitFor()

  expect(await page.locator('img').count()).toBe(0)
  expect(errors).toEqual([])
  await page.context().close()
})

it('shows a role that only rolls back neither evidence nor history, and asks for none', async () => {
  const permissions: Permission[] = ['read_document', 'read_status', 'roll_back']
  const alerts = session({ name: 'alerts', role: 'rollback-only', permissions })
  const { page, router } = await openPage(browser, chat, {
    session: { status: 200, body: alerts },
    models: [shifting()],
  })

  await page.getByText('sees the status, and neither evidence nor history').waitFor()

  expect(await page.getByRole('region', { name: 'Actions' }).getByRole('button').count()).toBe(1)
  const urls = router.requests.map((request) => request.url())
  expect(urls.filter((url) => /history|verification|evidence/.test(url))).toEqual([])
  await page.context().close()
})
