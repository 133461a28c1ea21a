import { expect, test } from 'vitest'
import { routerFieldOf } from '../support/router-field.ts'
import { wholeOf, type Sent } from '../support/wire/client.ts'
import { answerWith } from '../support/wire/exchange.ts'
import { paired, type PairModel } from '../support/wire/pair.ts'

const { blue, green, fresh } = paired({
  header_timeout_seconds: 0.5,
  stateless_paths: ['/v1/own'],
  stateful_paths: ['/v1/own/completions'],
})

const notTaken = [503, 529, 521, 523, 525, 526, 530]
const failed = [500, 502, 520]
const maybeTaken = [504, 522, 524]
const others = [400, 401, 403, 404, 408, 409, 422, 425, 429, 499, 501, 505, 519, 527, 528, 531, 599]
/** On a route where state lives, these may mean that the other color has the state. */
const unknownState = [400, 404, 409, 422]
const all = [...notTaken, ...failed, ...maybeTaken, ...others]

const key: Sent = { headers: [['Idempotency-Key', 'k']] }
const stateless = '/v1/completions'
const unknown = '/v1/responses'
const stateful = '/v1/own/completions'

/** Returns whether green gets the call that blue answers with a status. */
async function isRepeated(
  call: PairModel['call'],
  status: number,
  sent: Sent,
  path: string
): Promise<boolean> {
  const before = green().calls()
  const answering = call(sent, path)
  const taken = await blue().take().taken
  await wholeOf(taken.request)
  answerWith(taken, { status })
  const pending = green().take()
  const first = await Promise.race([answering, pending.taken])
  if ('request' in first) answerWith(first, {})
  else pending.forget()
  const answer = await answering
  const isByGreen = routerFieldOf(answer)?.failedOverFrom === 'blue'
  expect(green().calls() - before).toBe(isByGreen ? 1 : 0)
  expect(answer.status).toBe(isByGreen ? 200 : status)
  return isByGreen
}

test.each<readonly [string, Sent, string, readonly number[]]>([
  ['a POST', {}, unknown, notTaken],
  ['a DELETE', { method: 'DELETE' }, unknown, notTaken],
  ['a DELETE on a stateless route', { method: 'DELETE' }, stateless, notTaken],
  ['a PUT', { method: 'PUT' }, '/v1/own', notTaken],
  ['a PATCH', { method: 'PATCH' }, '/v1/own', notTaken],
  ['a POST on a stateless route', {}, stateless, [...notTaken, ...failed]],
  ['a POST on a route of stateless_paths', {}, '/v1/own/x', [...notTaken, ...failed]],
  ['a POST on a route of stateful_paths', {}, stateful, [...unknownState, ...notTaken]],
  ['a DELETE on a route of stateful_paths', { method: 'DELETE' }, stateful, notTaken],
  ['a GET', { method: 'GET', body: '' }, unknown, [...notTaken, ...failed, ...maybeTaken]],
  ['a HEAD', { method: 'HEAD', body: '' }, unknown, [...notTaken, ...failed, ...maybeTaken]],
  ['a POST with an idempotency key', key, unknown, [...notTaken, ...failed, ...maybeTaken]],
  [
    'a POST with an empty idempotency key',
    { headers: [['Idempotency-Key', '']] },
    unknown,
    notTaken,
  ],
  [
    'a POST with an idempotency key for the connection only',
    {
      headers: [
        ['Idempotency-Key', 'k'],
        ['Connection', 'idempotency-key'],
      ],
    },
    unknown,
    notTaken,
  ],
])('repeats %s after these statuses only', async (_, sent, path, expected) => {
  const { call } = fresh()
  const repeated: number[] = []

  for (const status of all) {
    if (await isRepeated(call, status, sent, path)) repeated.push(status)
  }

  expect(new Set(repeated)).toEqual(new Set(expected))
})
