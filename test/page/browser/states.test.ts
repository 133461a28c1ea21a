import { mkdirSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startBrowser } from '../../../scripts/page/browser.ts'
import { seriousViolationsIn } from '../../support/page/accessibility.ts'
import { entries, samples, shadow } from '../../support/page/details.ts'
import { type MockedRouter, problem, session } from '../../support/page/mocked-router.ts'
import { openPage, phone } from '../../support/page/open-page.ts'
import * as models from '../../support/page/statuses.ts'

const { NOW, HOUR, after, before } = models
const screenshots = new URL('../../../.build/screenshots/', import.meta.url).pathname

let browser: Browser

beforeAll(async () => {
  mkdirSync(screenshots, { recursive: true })
  browser = await startBrowser()
})

afterAll(() => browser?.close())

/** A state of the page: what the router answers, a text that shows it, and how a person gets there. */
interface State {
  readonly query: string
  readonly answers: Partial<MockedRouter>
  readonly shows: RegExp
  readonly act?: (page: Page, router: MockedRouter) => Promise<void>
}

const chat = '?model=chat'
const begun = { model: 'chat', next: null, entries: entries.slice(1) }
const paused = { at: before(10 * models.MINUTE), by: 'noor', reason: 'lunch' }
const unanswered = {
  model: 'translate',
  error: { code: 'coordinator_unavailable', message: 'No answer in 8 s.' },
} as const
const some = [
  models.atRest({ model: 'embed' }),
  models.shifting(),
  models.alerting({ model: 'rerank' }),
  models.rolledBack({ model: 'summarize' }),
  models.baking({ model: 'vision' }),
  models.shifting({ model: 'classify', paused }),
  unanswered,
  models.atRest({ model: 'speech' }),
]
const many = Array.from({ length: 300 }, (_, index) => {
  const model = `model-${`${index}`.padStart(3, '0')}`
  if (index % 60 === 9) return models.alerting({ model })
  return index % 40 === 7 ? models.shifting({ model }) : models.atRest({ model })
})
const wayBack = { color: 'green', release: 'v1', until: after(20 * HOUR) } as const

const states: Readonly<Record<string, State>> = {
  'signed-out': {
    query: '',
    answers: { session: problem(401, 'unauthorized', 'Nobody is signed in.') },
    shows: /Admin token/,
  },
  'wrong-token': {
    query: '',
    answers: {
      session: problem(401, 'unauthorized', 'Nobody is signed in.'),
      answers: new Map([
        [
          'POST /session',
          { ...problem(429, 'too_many_tries', 'Wait.'), headers: { 'retry-after': '16' } },
        ],
      ]),
    },
    shows: /Too many refused tries/,
    act: async (page) => {
      await page.getByLabel('Admin token').fill('wrong')
      await page.getByRole('button', { name: 'Sign in' }).click()
    },
  },
  loading: {
    query: '',
    answers: { answers: new Map([['GET /models', 'never']]) },
    shows: /Loading the models/,
  },
  'no-models': { query: '', answers: { models: [] }, shows: /No models/ },
  overview: { query: '', answers: { models: some }, shows: /Of 8 models, 4 need people/ },
  'overview-of-many': {
    query: '',
    answers: { models: many },
    shows: /Of 300 models, 5 need people/,
  },
  'at-rest': {
    query: chat,
    answers: { models: [models.atRest({ wayBack })], samples: samples({ top: 0.1 }) },
    shows: /Way back: to green v1/,
  },
  shifting: {
    query: chat,
    answers: { models: [models.shifting()], samples: samples({ top: 0.62 }), history: begun },
    shows: /at 62 % of the threshold/,
  },
  baking: {
    query: chat,
    answers: {
      models: [models.baking({ holdBack: 2 })],
      samples: samples({ top: 0.2 }),
      history: begun,
    },
    shows: /The bake ends in/,
  },
  'rolled-back': {
    query: chat,
    answers: {
      models: [models.rolledBack({ shadow }), models.alerting({ model: 'rerank' })],
      samples: samples({ until: NOW - 51_000 }),
    },
    shows: /1 other model needs people/,
  },
  alerting: {
    query: chat,
    answers: {
      models: [models.alerting()],
      samples: samples({ top: 0.99 }).map((sample) => ({ ...sample, color: 'blue', share: 100 })),
    },
    shows: /What to do: look at the live origin/,
  },
  'evidence-as-table': {
    query: chat,
    answers: { models: [models.shifting()], samples: samples({ top: 0.62 }), history: begun },
    shows: /newest first, at most 60 rows/,
    act: (page) => page.getByRole('button', { name: 'Show as table' }).click(),
  },
  'confirm-rollback': {
    query: chat,
    answers: { models: [models.shifting()], history: begun },
    shows: /green v3 goes from 5 % of the keys to 0 %/,
    act: (page) => page.getByRole('button', { name: 'Roll back to blue v2' }).click(),
  },
  'confirm-forced-switch': {
    query: chat,
    answers: { models: [models.rolledBack()] },
    shows: /Go on all the same/,
    act: async (page) => {
      await page.getByRole('button', { name: 'Switch to green v3' }).click()
      await page.getByLabel('By other steps').check()
    },
  },
  'no-coordinator': {
    query: '?model=translate',
    answers: { models: [unanswered] },
    shows: /Its state is not known/,
  },
  'unknown-model': { query: '?model=chta', answers: {}, shows: /No model “chta”/ },
  'stale-and-unreachable': {
    query: chat,
    answers: { models: [models.shifting()], samples: samples({ top: 0.62 }), history: begun },
    shows: /The data is too old to act on/,
    act: async (page, router) => {
      await page.getByRole('heading', { name: 'History' }).waitFor()
      router.answers.set('GET /models', 'lost')
      await page.clock.runFor(14_000)
    },
  },
  'session-ended': {
    query: chat,
    answers: { models: [models.shifting()], history: begun },
    shows: /Your session has ended/,
    act: async (page, router) => {
      await page.getByRole('heading', { name: 'History' }).waitFor()
      router.answers.set('GET /models', problem(401, 'session_ended', 'Ended.'))
      await page.clock.runFor(3_000)
    },
  },
  viewer: {
    query: chat,
    answers: {
      session: {
        status: 200,
        body: session({ name: 'board', role: 'viewer', permissions: ['read_status', 'read'] }),
      },
    },
    shows: /Your role changes nothing here/,
  },
}

it.each(Object.keys(states))('shows %s in light, in dark and on a phone', async (name) => {
  const state = states[name]
  if (state === undefined) return expect.unreachable()
  const { page, router, errors } = await openPage(browser, state.query, state.answers)
  await state.act?.(page, router)
  await page.getByText(state.shows).first().waitFor()

  const fullPage = state.act === undefined && name !== 'overview-of-many'
  await page.screenshot({ path: `${screenshots}${name}-light.png`, fullPage })
  expect(await seriousViolationsIn(page)).toEqual([])

  await page.emulateMedia({ colorScheme: 'dark' })
  await page.screenshot({ path: `${screenshots}${name}-dark.png` })
  expect(await seriousViolationsIn(page, ['color-contrast'])).toEqual([])

  await page.setViewportSize(phone)
  await page.screenshot({ path: `${screenshots}${name}-phone.png` })
  const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
  expect(await page.evaluate(overflow)).toBe(0)
  expect(await seriousViolationsIn(page, ['scrollable-region-focusable', 'target-size'])).toEqual(
    []
  )
  expect(errors).toEqual([])
  await page.context().close()
})
