import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import {
  command,
  freshModel,
  originOf,
  script,
  seenBy,
  stage,
  statusOf,
  switchByForce,
  switchTo,
} from '../../support/worker/router-under-test.ts'
import { endedRun, suiteOf, verificationOf, verify } from '../../support/worker/verification.ts'

interface Refused {
  readonly error: { readonly code: string; readonly message: string }
}

/** A model whose staged release answers with a label. */
async function stagedModel(body: object = { label: 'billing' }): Promise<string> {
  const model = freshModel()
  await stage(model, 'v3')
  await script(model, 'green', { body: JSON.stringify(body) })
  return model
}

describe('a verification', () => {
  it('that passes makes the release verified, so that a switch is allowed', async () => {
    const model = await stagedModel()
    const before = await switchTo(model, 'green')

    const response = await verify(model, suiteOf({ expect: { json: { label: 'billing' } } }))
    const run = await endedRun(model)
    const after = await switchTo(model, 'green')

    expect((await before.json<Refused>()).error.code).toBe('unverified')
    expect(await response.json()).toMatchObject({
      made: null,
      message: `${model}: the verification has begun`,
      slots: { green: { verification: { state: 'running', passed: 0, total: 1 } } },
    })
    expect(run).toMatchObject({
      state: 'passed',
      color: 'green',
      release: 'v3',
      staging: 2,
      suites: ['golden'],
      passed: 1,
      total: 1,
      cases: [{ name: 'case 1', passed: true, runs: 1, right: 1, mismatches: [], error: null }],
    })
    expect(after.status).toBe(200)
  })

  it('that passes is in the status and in the history, with its author', async () => {
    const model = await stagedModel()

    await command(
      model,
      'verify',
      { suite: 'golden', document: suiteOf(), reason: 'CHG-1' },
      { 'x-bluegreen-actor': 'ada' }
    )
    const { id, endedAt } = await endedRun(model)

    const { slots, revision } = await statusOf(model)
    expect(slots.green).toMatchObject({
      verified: true,
      verification: { id, state: 'passed', passed: 1, total: 1, at: endedAt },
    })
    expect(slots.blue.verification).toBeNull()
    const [entry] = await env.COORDINATOR.getByName(model).history(1)
    expect(entry).toMatchObject({
      action: 'verify',
      revision,
      by: 'ada',
      reason: 'CHG-1',
      evidence: 'golden: 1 of 1 golden requests passed',
    })
  })

  it('that fails changes nothing, and says what was expected', async () => {
    const model = await stagedModel({ label: 'refund' })
    const wrong = { expect: { json: { label: 'billing' } } }

    await verify(model, suiteOf({}, wrong))
    const run = await endedRun(model)

    expect(run).toMatchObject({ state: 'failed', passed: 1, total: 2 })
    expect(run.cases[1]).toMatchObject({
      passed: false,
      mismatches: [{ what: 'label', expected: '"billing"', got: '"refund"' }],
      summary: 'case 2: label: expected "billing", got "refund"',
    })
    expect(await statusOf(model)).toMatchObject({
      revision: 2,
      slots: { green: { verified: false, verification: { state: 'failed' } } },
    })
    const [entry] = await env.COORDINATOR.getByName(model).history(1)
    expect(entry).toMatchObject({
      action: 'verification_failed',
      revision: 2,
      by: 'operator',
      reason: 'golden requests',
      evidence:
        'golden: 1 of 2 golden requests passed; failed: case 2: label: expected "billing", got "refund"',
      releases: { about: { color: 'green', release: 'v3', staging: 2 } },
    })
  })

  it('that fails takes back an earlier one, so that a switch is refused', async () => {
    const model = await stagedModel()
    await verify(model)
    await endedRun(model)

    await verify(model, suiteOf({ expect: { json: { label: 'refund' } } }))
    await endedRun(model)
    const switched = await switchTo(model, 'green')

    expect((await switched.json<Refused>()).error.code).toBe('unverified')
    expect(await statusOf(model)).toMatchObject({
      revision: 4,
      slots: { green: { verified: false } },
    })
    const [entry] = await env.COORDINATOR.getByName(model).history(1)
    expect(entry).toMatchObject({ action: 'verification_failed', revision: 4 })
  })

  it('that fails takes back the word of the deploy', async () => {
    const model = freshModel()
    await script(model, 'green', { status: 500 })

    await verify(model)
    await endedRun(model)

    expect((await (await switchTo(model, 'green')).json<Refused>()).error.code).toBe('unverified')
  })

  it.each([
    ['unreachable', { first: 'reset' }],
    ['timed_out', { first: 'hang' }],
    ['broken_off', { chunks: ['{"a":'], ending: 'cut' }],
  ] as const)('tells a wrong answer from the transport error %s', async (error, behaviour) => {
    const model = await stagedModel()
    await script(model, 'green', behaviour)

    await verify(model, suiteOf(), { timeoutSeconds: 0.3 })

    const { state, cases } = await endedRun(model)
    expect(state).toBe('failed')
    expect(cases[0]).toMatchObject({ error, mismatches: [], right: 0 })
  })

  it('sends no more runs of a case than its result needs', async () => {
    const model = await stagedModel()

    await verify(model, suiteOf({ runs: 5, passes: 2 }, { expect: { status: 404 }, runs: 5 }))
    const { cases } = await endedRun(model)

    expect(cases.map(({ runs, right }) => [runs, right])).toEqual([
      [2, 2],
      [1, 0],
    ])
    expect(await seenBy(model, 'green')).toHaveLength(3)
  })

  it('of many cases goes on by alarms, one call after another', async () => {
    const model = await stagedModel()
    const cases = Array.from({ length: 45 }, (_, index) => ({
      request: { path: `/predict?case=${index}`, body: {} },
    }))

    await verify(model, suiteOf(...cases))

    expect(await endedRun(model)).toMatchObject({ state: 'passed', passed: 45, total: 45 })
    expect((await seenBy(model, 'green')).map(({ url }) => url.split('=')[1])).toEqual(
      cases.map((_, index) => `${index}`)
    )
  })

  it('sends warm-up calls first, which are not judged', async () => {
    const model = await stagedModel()

    await verify(model, suiteOf(), { warmUp: 3 })

    expect((await endedRun(model)).cases).toMatchObject([{ runs: 1 }])
    expect(await seenBy(model, 'green')).toHaveLength(4)
  })

  it('sends the secrets of the release, and only to its origin', async () => {
    const model = freshModel()
    const headers = { 'x-origin-key': 'ADMIN_TOKEN' }
    const environment = { origin: originOf(model, 'green'), release: 'v3', headers }
    const cause = { by: 'ada', source: 'test', reason: 'because' }
    await env.COORDINATOR.getByName(model).command({
      event: { type: 'stage', environment, cause },
      ifRevision: undefined,
    })

    await verify(model, suiteOf(), { against: 'stable' })
    await endedRun(model)

    const [sent] = await seenBy(model, 'green')
    const [compared] = await seenBy(model, 'blue')
    expect(sent).toMatchObject({ url: `/${model}/predict`, body: '{"text":"a"}' })
    expect(sent?.headers['x-origin-key']).toBe('test-token-of-the-admin-route')
    expect(compared?.headers).not.toHaveProperty('x-origin-key')
  })

  it('against stable lists the differences, which do not make it fail', async () => {
    const model = await stagedModel({ id: '2', label: 'refund', score: 0.5001 })
    const stable = { id: '1', label: 'billing', score: 0.5 }
    await script(model, 'blue', { body: JSON.stringify(stable) })

    await verify(model, suiteOf(), { against: 'stable' })
    const { state, againstStable, cases } = await endedRun(model)

    expect({ state, againstStable }).toEqual({ state: 'passed', againstStable: true })
    expect(cases[0]?.differences).toEqual([
      { where: 'label', stable: '"billing"', candidate: '"refund"' },
    ])
  })

  it('does not count its calls', async () => {
    const model = await stagedModel()

    await verify(model)
    await endedRun(model)

    expect((await statusOf(model)).health.green.calls).toBe(0)
  })
})

describe('the suites of a model', () => {
  it('are run by their name, or all together', async () => {
    const model = await stagedModel()
    await verify(model, suiteOf({ name: 'one' }))
    await endedRun(model)
    await verify(model, suiteOf({ name: 'two' }), { suite: 'smoke' })
    await endedRun(model)

    await command(model, 'verify', { suite: 'golden' })
    const named = await endedRun(model)
    await command(model, 'verify')
    const all = await endedRun(model)

    expect(named).toMatchObject({ suites: ['golden'], cases: [{ name: 'one' }] })
    expect(all).toMatchObject({
      suites: ['golden', 'smoke'],
      cases: [{ name: 'golden/one' }, { name: 'smoke/two' }],
    })
    expect((await verificationOf(model)).suites).toMatchObject([
      { name: 'golden', cases: 1, by: 'operator' },
      { name: 'smoke', cases: 1 },
    ])
  })

  it('can be removed', async () => {
    const model = await stagedModel()
    await verify(model)
    await endedRun(model)

    const removed = await command(model, 'remove-suite', { suite: 'golden' })
    const again = await command(model, 'remove-suite', { suite: 'golden' })

    expect(removed.status).toBe(200)
    const [entry] = await env.COORDINATOR.getByName(model).history(1)
    expect(entry).toMatchObject({ action: 'remove_suite', evidence: 'suite golden' })
    expect((await again.json<Refused>()).error.code).toBe('unknown_suite')
    expect((await verificationOf(model)).suites).toEqual([])
  })
})

describe('a verification is refused', () => {
  async function codeOf(response: Response): Promise<string> {
    return (await response.json<Refused>()).error.code
  }

  it('while another one runs', async () => {
    const model = await stagedModel()
    await script(model, 'green', { first: 'hang' })
    await verify(model)

    expect(await codeOf(await verify(model))).toBe('verification_running')
  })

  it('for the live color, and in a bake', async () => {
    const model = await stagedModel()

    const live = await verify(model, suiteOf(), { color: 'blue' })
    await switchByForce(model, 'green')
    const inBake = await verify(model)

    expect(await codeOf(live)).toBe('nothing_to_verify')
    expect(await codeOf(inBake)).toBe('nothing_to_verify')
    expect((await verificationOf(model)).suites).toEqual([])
  })

  it('without a suite', async () => {
    const model = await stagedModel()

    expect(await codeOf(await command(model, 'verify'))).toBe('unknown_suite')
    expect(await codeOf(await command(model, 'verify', { suite: 'x' }))).toBe('unknown_suite')
    expect((await verificationOf(model)).run).toBeNull()
  })

  it.each([
    ['a document without a name', { document: suiteOf() }, 'suite: expected a name'],
    ['a document without cases', { suite: 'a', document: { cases: [] } }, 'document.cases'],
    ['a name of a path', { suite: '../a' }, 'suite: expected letters'],
    ['a time limit of a day', { timeoutSeconds: 86_400 }, 'timeoutSeconds'],
    [
      'a suite of more than 1 MiB',
      {
        suite: 'a',
        document: suiteOf({ request: { path: '/predict', body: 'ä'.repeat(600_000) } }),
      },
      '1 MiB',
    ],
  ])('with %s', async (_, body, message) => {
    const response = await command(await stagedModel(), 'verify', body)

    expect(response.status).toBe(400)
    expect((await response.json<Refused>()).error.message).toContain(message)
  })

  it('at another revision than the one that was looked at', async () => {
    const model = await stagedModel()

    const response = await command(
      model,
      'verify',
      { suite: 'golden', document: suiteOf() },
      { 'if-match': '1' }
    )

    expect(response.status).toBe(412)
    expect((await verificationOf(model)).run).toBeNull()
  })
})
