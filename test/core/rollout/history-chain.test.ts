import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  chainedHash,
  checkChain,
  type ChainHead,
  type StoredEntry,
} from '../../../src/core/rollout/history-chain.ts'

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')

/** A history of entries `{"n":1}` to `{"n":count}`. */
function historyOf(count: number): StoredEntry[] {
  let previous = ''
  return Array.from({ length: count }, (_, index) => {
    const document = JSON.stringify({ n: index + 1 })
    previous = chainedHash(previous, document, hashOf)
    return { entry: index + 1, document, hash: previous }
  })
}

function headOf(history: readonly StoredEntry[]): ChainHead {
  const { entry = 0, hash = '' } = history.at(-1) ?? {}
  return { entry, hash: hash ?? '' }
}

function problemsOf(
  change: (history: StoredEntry[]) => readonly StoredEntry[],
  witness?: string
): readonly string[] {
  const history = historyOf(6)
  return checkChain(change([...history]), headOf(history), hashOf, witness).problems
}

describe('chainedHash', () => {
  it('is the SHA-256 of the hash before, a line feed and the document', () => {
    const first = chainedHash('', '{"n":1}', hashOf)

    expect(first).toBe(hashOf('\n{"n":1}'))
    expect(chainedHash(first, '{"n":2}', hashOf)).toBe(hashOf(`${first}\n{"n":2}`))
  })
})

describe('checkChain', () => {
  it('finds nothing in an untouched history', () => {
    const history = historyOf(6)
    expect(checkChain(history, headOf(history), hashOf)).toEqual({
      chained: 6,
      unchained: 0,
      problems: [],
    })
  })

  it('finds nothing in an empty history', () => {
    expect(checkChain([], null, hashOf)).toEqual({ chained: 0, unchained: 0, problems: [] })
  })

  it('counts entries from before the chain', () => {
    const old = ['{"n":-1}', '{"n":0}'].map((document, index) => ({
      entry: index + 1,
      document,
      hash: null,
    }))
    const chain = historyOf(3).map((each) => ({ ...each, entry: each.entry + 2 }))

    expect(checkChain([...old, ...chain], headOf(chain), hashOf)).toEqual({
      chained: 3,
      unchained: 2,
      problems: [],
    })
  })

  it('finds a changed document', () => {
    expect(
      problemsOf((history) => history.with(2, { ...historyOf(6)[2]!, document: '{"n":9}' }))
    ).toEqual(['entry 3 was changed, or the entry before it was changed, removed or moved'])
  })

  it('finds a changed document with a hash that fits', () => {
    const document = '{"n":9}'
    const hash = chainedHash(historyOf(6)[1]?.hash ?? '', document, hashOf)

    expect(problemsOf((history) => history.with(2, { entry: 3, document, hash }))).toEqual([
      'entry 4 was changed, or the entry before it was changed, removed or moved',
    ])
  })

  it('finds removed entries', () => {
    expect(problemsOf((history) => history.toSpliced(2, 2))).toEqual([
      'entries 3 to 4 are missing',
      'entry 5 was changed, or the entry before it was changed, removed or moved',
    ])
  })

  it('finds removed entries whose numbers were given to others', () => {
    const renumbered = (history: readonly StoredEntry[]) =>
      history.toSpliced(2, 1).map((each, index) => ({ ...each, entry: index + 1 }))

    expect(problemsOf(renumbered)[0]).toContain('entry 3 was changed, or')
  })

  it('finds the oldest entries removed', () => {
    expect(problemsOf((history) => history.slice(1))[0]).toBe('entry 1 is missing')
  })

  it('finds entries in another order', () => {
    const swapped = ([a, b, c, ...rest]: StoredEntry[]) => [
      a!,
      { ...c!, entry: 2 },
      { ...b!, entry: 3 },
      ...rest,
    ]

    expect(problemsOf(swapped)).toHaveLength(3)
  })

  it('finds the newest entries removed', () => {
    expect(problemsOf((history) => history.slice(0, 4))).toEqual([
      expect.stringMatching(/^the newest entry is 4, but the coordinator stored entry 6 with/),
    ])
  })

  it('finds a hash removed, and a head removed', () => {
    const history = historyOf(2)

    expect(problemsOf((all) => all.with(3, { ...all[3]!, hash: null }))[0]).toContain(
      'entry 4 has no hash'
    )
    expect(checkChain(history, null, hashOf).problems).toHaveLength(1)
  })

  it('finds that a whole history was computed anew, by a hash noted before', () => {
    const noted = historyOf(6)[3]?.hash ?? ''

    expect(problemsOf((history) => history, noted)).toEqual([])
    expect(problemsOf((history) => history, 'f'.repeat(64))).toEqual([
      `no entry has the hash ${'f'.repeat(64)}`,
    ])
  })
})
