import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Color } from '../../src/core/routing/color.ts'
import { answerWhole } from '../support/failover-bench/answer.ts'
import { callOnce, type Seen } from '../support/failover-bench/client.ts'
import { faults, type Fault } from '../support/failover-bench/faults.ts'
import { judge } from '../support/failover-bench/verdict.ts'
import { startActingOrigin, type Act, type ActingOrigin } from '../support/wire/acting-origin.ts'
import { startRouter, type WireRouter } from '../support/wire/router.ts'

const MAX_MS = 8_000

let blue: ActingOrigin
let green: ActingOrigin
let router: WireRouter

const nameOf = (index: number): string => `s${index + 1}`
const healthy =
  (color: Color): Act =>
  (response) =>
    answerWhole(response, color)

beforeAll(async () => {
  blue = await startActingOrigin()
  green = await startActingOrigin()
  const names = [...faults.keys()].map(nameOf)
  const models = [...names, 'ok', 'bake'].map((name) => {
    const slots = {
      blue: { origin: blue.urlOf(name), release: 'v1' },
      green: { origin: green.urlOf(name), release: 'v2' },
    }
    const limits = { header_timeout_seconds: 3, idle_timeout_seconds: 3 }
    return [name, { path: `/${name}`, ...slots, ...limits }]
  })
  blue.setAct('ok', healthy('blue'))
  faults.forEach((fault, index) => {
    blue.setAct(nameOf(index), fault.blue)
    green.setAct(nameOf(index), fault.green ?? healthy('green'))
  })
  router = await startRouter(Object.fromEntries(models))
})

afterAll(async () => {
  await router.stop()
  await Promise.all([blue.stop(), green.stop()])
})

const call = (model: string): Promise<Seen> =>
  callOnce(router.url, `/${model}/v1/chat/completions`, MAX_MS)

/** Sends calls at a fixed pace, whether or not the earlier ones have ended. */
async function callsOf(model: string, { count, everyMs }: NonNullable<Fault['calls']>) {
  const calls: Promise<Seen>[] = []
  for (let sent = 0; sent < count; sent++) {
    calls.push(call(model))
    await setTimeout(everyMs)
  }
  return Promise.all(calls)
}

/** Replays a fault; returns its row of the table. */
async function rowOf(fault: Fault, index: number) {
  const model = nameOf(index)
  const calls = await callsOf(model, fault.calls ?? { count: 1, everyMs: 0 })
  const observed = { calls, blue: blue.attempts(model), green: green.attempts(model) }
  const { ideal = 'answer', musts = [], shoulds = [], title } = fault
  const { verdict, missed } = judge(observed, ideal, musts, shoulds)
  const { length } = calls
  const attempts = `${observed.blue} + ${observed.green}`
  return { title, verdict, calls: length, 'at blue + green': attempts, missed: missed.join(', ') }
}

test('fails none of sixteen faults, and answers healthy calls after them', async () => {
  const rows = await Promise.all(faults.map(rowOf))
  const after = await call('ok')

  process.stdout.write(`\n${tableOf(rows)}\n\n`)
  expect(rows).toHaveLength(16)
  expect(rows.filter(({ verdict }) => verdict === 'fail')).toEqual([])
  expect(after).toMatchObject({ kind: 'answer', color: 'blue' })
  expect(after.ms).toBeLessThan(1_000)
}, 60_000)

test('answers each call while the candidate answers 503 during its bake', async () => {
  blue.setAct('bake', healthy('blue'))
  green.setAct('bake', (response) => response.writeHead(503).end())
  await router.switchTo('bake', 'green')

  const calls = await callsOf('bake', { count: 60, everyMs: 50 })

  expect(new Set(calls.map(({ kind, status }) => `${kind} ${status}`))).toEqual(
    new Set(['answer 200'])
  )
}, 30_000)

/** Formats rows as a table of Markdown. */
function tableOf(rows: readonly Readonly<Record<string, string | number>>[]): string {
  const [first = {}] = rows
  const titles = Object.keys(first)
  const lines = [titles, titles.map(() => '---'), ...rows.map((row) => Object.values(row))]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
