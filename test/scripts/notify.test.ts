import { afterEach, expect, it } from 'vitest'
import type { ReceiverTest } from '../../src/control-plane/admin/notify-answer.ts'
import { runBluegreen } from '../support/run-script.ts'
import { fakeAdmin, TOKEN, type FakeAdmin } from './fake-admin.ts'

let router: FakeAdmin | undefined
afterEach(async () => {
  await router?.stop()
  router = undefined
})

const ops: ReceiverTest = {
  receiver: 'ops',
  kind: 'slack',
  ok: true,
  result: 'answered 200',
  ms: 12,
}
const hook: ReceiverTest = {
  ...ops,
  receiver: 'hook',
  kind: 'webhook',
  ok: false,
  result: 'answered 500',
}

it.each([
  ['all receivers took it', [], [ops], 0, '✔ ops (slack): answered 200 after 12 ms\n'],
  ['one did not', ['hook'], [hook], 5, '✘ hook (webhook): answered 500 after 12 ms\n'],
] as const)(
  'notify test says what came back: %s',
  async (_, words, receivers, exitCode, printed) => {
    router = await fakeAdmin({ 'POST /admin/notify/test': [200, { receivers }] })

    const ran = await runBluegreen([
      'notify',
      'test',
      ...words,
      '--url',
      router.url,
      '--token',
      TOKEN,
    ])

    expect(ran).toMatchObject({ exitCode, stdout: printed })
    expect(router.seen[0]?.body).toEqual(words.length === 0 ? {} : { receiver: words[0] })
  }
)
