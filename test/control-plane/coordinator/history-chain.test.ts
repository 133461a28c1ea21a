import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import type { HistoryDocuments } from '../../../src/control-plane/admin/history-answers.ts'
import { sha256Of } from '../../../src/control-plane/sha-256.ts'
import { checkChain } from '../../../src/core/rollout/history-chain.ts'
import {
  administer,
  command,
  freshModel,
  statusOf,
  switchTo,
} from '../../support/worker/router-under-test.ts'

/** A model with a history of five entries. */
async function modelWithHistory(): Promise<string> {
  const model = freshModel()
  await switchTo(model, 'green')
  await command(model, 'pause', { reason: 'a "review" with é' })
  await command(model, 'resume')
  await command(model, 'rollback')
  return model
}

/** Checks the whole history of a model, fetched in pages of two. */
async function checkOf(model: string, witness?: string) {
  const page = async (before?: number): Promise<HistoryDocuments> => {
    const query = `documents=true&limit=2${before === undefined ? '' : `&before=${before}`}`
    return (await administer(`/models/${model}/history?${query}`)).json()
  }
  const first = await page()
  const documents = [...first.documents]
  for (let { next } = first; next !== null;) {
    const more = await page(next)
    documents.push(...more.documents)
    next = more.next
  }
  return checkChain(documents.toReversed(), first.head, sha256Of, witness)
}

function tamper(model: string, ...statements: readonly string[]): Promise<void> {
  return runInDurableObject(env.COORDINATOR.getByName(model), (_, { storage }) => {
    for (const statement of statements) storage.sql.exec(statement)
  })
}

it('chains every entry, also over an eviction, and the status has the newest hash', async () => {
  const model = await modelWithHistory()
  await evictDurableObject(env.COORDINATOR.getByName(model))
  await switchTo(model, 'green')
  const { history } = await statusOf(model)

  expect(history).toEqual({ entry: 5, hash: expect.stringMatching(/^[0-9a-f]{64}$/) })
  const expected = { chained: 5, unchained: 0, problems: [] }
  expect(await checkOf(model, history?.hash)).toEqual(expected)
})

describe('a check of the history finds', () => {
  it.each([
    [
      'a changed reason',
      ["UPDATE history SET document = replace(document, 'review', 'lunch') WHERE sequence = 3"],
      /^entry 3 was changed/,
    ],
    ['a removed entry', ['DELETE FROM history WHERE sequence = 2'], /^entry 2 is missing/],
    [
      'the newest entry removed',
      ['DELETE FROM history WHERE sequence = 6'],
      /^the newest entry is 5/,
    ],
    [
      'entries in another order',
      [
        'UPDATE history SET sequence = 99 WHERE sequence = 2',
        'UPDATE history SET sequence = 2 WHERE sequence = 3',
        'UPDATE history SET sequence = 3 WHERE sequence = 99',
      ],
      /^entry 2 was changed/,
    ],
    [
      'a removed hash',
      ['UPDATE history SET hash = NULL WHERE sequence = 4'],
      /^entry 4 has no hash/,
    ],
  ])('%s', async (_, statements, problem) => {
    const model = await modelWithHistory()
    await command(model, 'pause', { reason: 'again' })

    await tamper(model, ...statements)

    expect((await checkOf(model)).problems[0]).toMatch(problem)
  })

  it('an entry that was added after others were removed', async () => {
    const model = await modelWithHistory()
    await tamper(model, 'DELETE FROM history WHERE sequence >= 3')
    await command(model, 'pause', { reason: 'again' })

    expect((await checkOf(model)).problems[0]).toMatch(/^entry 3 was changed/)
  })
})

it('says which entries are from before the chain', async () => {
  const model = await modelWithHistory()
  await tamper(
    model,
    'ALTER TABLE history DROP COLUMN hash',
    'DROP TABLE history_head',
    'UPDATE history SET shape = 2'
  )
  await evictDurableObject(env.COORDINATOR.getByName(model))
  expect((await statusOf(model)).history).toBeNull()

  await command(model, 'pause', { reason: 'after the update' })

  const { chained, unchained, problems } = await checkOf(model)
  expect(chained).toBe(1)
  expect(unchained).toBeGreaterThan(3)
  expect(problems).toEqual([])
})

it('pages back from an entry, and since a time', async () => {
  const model = await modelWithHistory()
  const entriesOf = async (query: string) => {
    const response = await administer(`/models/${model}/history?${query}`)
    const { entries, next }: { entries: { entry: number }[]; next: number | null } =
      await response.json()
    return [entries.map(({ entry }) => entry), next]
  }
  const future = new Date(Date.now() + 60_000).toISOString()
  const past = new Date(Date.now() - 60_000).toISOString()

  expect(await entriesOf('limit=2')).toEqual([[5, 4], 4])
  expect(await entriesOf('limit=2&before=4')).toEqual([[3, 2], 2])
  expect(await entriesOf('limit=2&before=2')).toEqual([[1], null])
  expect(await entriesOf(`since=${past}`)).toEqual([[5, 4, 3, 2, 1], null])
  expect(await entriesOf(`since=${future}`)).toEqual([[], null])
})

it.each(['before=0', 'before=x', 'since=yesterday', 'documents=perhaps', 'nothing=1'])(
  'refuses the query %s',
  async (query) => {
    expect((await administer(`/models/${freshModel()}/history?${query}`)).status).toBe(400)
  }
)
