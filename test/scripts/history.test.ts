import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { chainedHash } from '../../src/core/rollout/history-chain.ts'
import { runBluegreen } from '../support/run-script.ts'
import { fakeAdmin, TOKEN, type FakeAdmin } from './fake-admin.ts'

let router: FakeAdmin | undefined
afterEach(async () => {
  await router?.stop()
  router = undefined
})

async function run(args: readonly string[], table: Parameters<typeof fakeAdmin>[0]) {
  router = await fakeAdmin(table)
  return runBluegreen(['history', 'chat', ...args], {
    BLUEGREEN_URL: router.url,
    BLUEGREEN_TOKEN: TOKEN,
  })
}

const path = 'GET /admin/models/chat/history'

const entry = {
  entry: 3,
  hash: null,
  revision: 2,
  at: '2026-01-01T00:00:00.000Z',
  action: 'switch',
  from: 'blue',
  to: 'green',
  by: 'ada',
  source: 'ci',
  reason: 'v2 passed',
  evidence: null,
  collectors: null,
}

describe('history', () => {
  it('begins before an entry', async () => {
    const answer = { model: 'chat', entries: [entry], next: null }

    const { exitCode, stdout } = await run(['--before', '4', '--limit', '5'], {
      [`${path}?limit=5&before=4`]: [200, answer],
    })

    expect(exitCode).toBe(0)
    expect(stdout).toContain('v2 passed')
  })

  it('fetches all pages since a time', async () => {
    const { exitCode, stderr } = await run(['--since', '7d'], {})

    const { searchParams } = new URL(router?.seen[0]?.path ?? '', 'http://router')
    const since = Date.parse(searchParams.get('since') ?? '')
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('model')])
    expect(Date.now() - since).toBeGreaterThanOrEqual(7 * 86_400_000)
    expect(Date.now() - since).toBeLessThan(7 * 86_400_000 + 60_000)
    expect(searchParams.get('limit')).toBe('500')
  })

  it('goes on with the next page until the limit', async () => {
    const page = (first: number, count: number, next: number | null) => ({
      model: 'chat',
      entries: Array.from({ length: count }, (_, index) => ({ ...entry, entry: first - index })),
      next,
    })

    const { stdout } = await run(['--limit', '600', '--json'], {
      [`${path}?limit=500`]: [200, page(900, 500, 401)],
      [`${path}?limit=100&before=401`]: [200, page(400, 100, 301)],
    })

    const { entries, next }: { entries: unknown[]; next: number } = JSON.parse(stdout)
    expect([entries.length, next]).toEqual([600, 301])
  })
})

const v2 = { color: 'blue', release: 'v2', staging: 7 }
const v3 = { color: 'green', release: 'v3', staging: 41 }
const numbers = {
  signal: 'fault',
  route: null,
  calls: 212,
  bad: 34,
  seconds: 9,
  limit: 0.01,
  causes: { 500: 31, timeout: 3 },
  failures: '31 × 500, 3 × timeout',
}

describe('history names', () => {
  it('the releases, and how calls failed', async () => {
    const rollback = {
      ...entry,
      action: 'rollback',
      from: 'green',
      to: 'blue',
      releases: { from: v3, to: v2 },
      evidence: '34 of 212 calls failed',
      numbers,
    }
    const staged = { ...entry, entry: 2, action: 'stage', from: 'blue', to: 'blue' }
    const about = { ...staged, releases: { from: v2, to: v2, about: v3 } }

    const { stdout } = await run([], {
      [`${path}?limit=20`]: [200, { model: 'chat', entries: [rollback, about], next: null }],
    })

    expect(stdout).toMatch(/#3 {2}2 .* rollback {2}green v3 → blue v2 {2}by ada/)
    expect(stdout).toMatch(/34 of 212 calls failed\n +31 × 500, 3 × timeout/)
    expect(stdout).toMatch(/#2 {2}2 .* stage +green v3 +by ada/)
  })

  it('each entry in a row of CSV, without formulas', async () => {
    const entries = [{ ...entry, reason: '=1+1, "x"', releases: { from: v2, to: v3 }, numbers }]

    const { stdout } = await run(['-o', 'csv'], {
      [`${path}?limit=20`]: [200, { model: 'chat', entries, next: null }],
    })

    const [header, row, ...rest] = stdout.trimEnd().split('\r\n')
    expect(header).toContain('"entry","revision","at","action","from","from_release"')
    expect(row).toContain('3,2,"2026-01-01T00:00:00.000Z","switch","blue","v2",7,"green","v3",41')
    expect(row).toContain(`"'=1+1, ""x"""`)
    expect(row).toContain('"fault",212,34,0.01,"31 × 500, 3 × timeout"')
    expect(rest).toEqual([])
  })
})

describe('history --rollouts', () => {
  const rollout = {
    id: 'chat-42',
    entry: 3,
    from: v2,
    to: v3,
    result: 'rolled_back',
    revisions: [42, 43],
    by: 'mira',
    reason: 'CHG-1234',
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: '2026-01-01T00:02:00.000Z',
    endedBy: 'router',
    endReason: 'green is faulty',
    evidence: '34 of 212 calls failed',
    numbers,
  }
  const table = {
    'GET /admin/models/chat/rollouts?limit=20': [
      200,
      { model: 'chat', rollouts: [rollout], next: null },
    ],
  } as const

  it('shows what became of each', async () => {
    const { exitCode, stdout } = await run(['--rollouts'], table)

    expect(exitCode).toBe(0)
    expect(stdout).toContain('chat-42  blue v2 → green v3  ROLLED BACK')
    expect(stdout).toMatch(/revisions 42, 43; began .* UTC\S* \(\d+ days ago\)/)
    expect(stdout).toContain('by mira: CHG-1234')
    expect(stdout).toContain('ended after 2 min by router: green is faulty')
    expect(stdout).toContain('31 × 500, 3 × timeout')
  })

  it('exports JSON and CSV', async () => {
    const json = await run(['--rollouts', '-o', 'json'], table)
    await router?.stop()
    const csv = await run(['--rollouts', '-o', 'csv'], table)

    expect(JSON.parse(json.stdout)).toEqual({ model: 'chat', rollouts: [rollout], next: null })
    expect(csv.stdout).toContain('"chat-42","rolled_back","blue","v2",7,"green","v3",41,"42 43"')
  })

  it('refuses another form', async () => {
    expect((await run(['-o', 'xml'], table)).exitCode).toBe(2)
  })
})

describe('history --verify', () => {
  const sha256Of = (text: string) => createHash('sha256').update(text).digest('hex')

  /** Three stored entries, newest first, the oldest from before the chain. */
  function stored() {
    const [one, two] = ['{"n":"\u202e é"}', '{"n":2}']
    const first = chainedHash('', one, sha256Of)
    const second = chainedHash(first, two, sha256Of)
    return [
      { entry: 3, document: two, hash: second },
      { entry: 2, document: one, hash: first },
      { entry: 1, document: '{}', hash: null },
    ] as const
  }

  function tableOf([newest, ...older]: readonly object[], head: object | null) {
    const page = { model: 'chat', head }
    const query = 'documents=true&limit=500'
    return {
      [`${path}?${query}`]: [200, { ...page, documents: [newest], next: 3 }],
      [`${path}?${query}&before=3`]: [200, { ...page, documents: older, next: null }],
    } as const
  }

  const head = { entry: 3, hash: stored()[0].hash }

  it('says that all is as it was written, and what cannot be known', async () => {
    const { exitCode, stdout } = await run(['--verify'], tableOf(stored(), head))

    expect(exitCode).toBe(0)
    expect(stdout).toContain('chat: 2 entries are as they were written')
    expect(stdout).toContain('1 older ones are from before the chain')
    expect(stdout).toContain(`newest entry 3, hash ${head.hash}`)
  })

  it('says what was changed, and does not exit with 0', async () => {
    const [newest, changed, oldest] = stored()
    const documents = [newest, { ...changed, document: '{"n":9}' }, oldest]

    const { exitCode, stdout, stderr } = await run(['--verify', '--json'], tableOf(documents, head))

    expect(exitCode).toBe(5)
    expect(stderr).toContain('entry 2 was changed')
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'history_broken' } })
  })

  it('says that the newest entries were removed', async () => {
    const { exitCode, stderr } = await run(
      ['--verify'],
      tableOf(stored(), { entry: 4, hash: 'f'.repeat(64) })
    )

    expect(exitCode).toBe(5)
    expect(stderr).toContain('the newest entry is 3, but the coordinator stored entry 4')
  })

  it('asks for a hash that was noted before', async () => {
    const known = await run(
      ['--verify', '--expect-hash', stored()[1].hash],
      tableOf(stored(), head)
    )
    await router?.stop()
    const unknown = await run(['--verify', '--expect-hash', 'abc'], tableOf(stored(), head))

    expect([known.exitCode, unknown.exitCode]).toEqual([0, 5])
    expect(unknown.stderr).toContain('no entry has the hash abc')
  })
})
