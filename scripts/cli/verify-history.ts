import { createHash } from 'node:crypto'
import {
  checkChain,
  type ChainCheck,
  type ChainHead,
  type StoredEntry,
} from '../../src/core/rollout/history-chain.ts'
import { ok, type Result } from '../../src/core/result.ts'
import type { AdminClient } from './admin-client.ts'
import type { Failure } from './failure.ts'

/** The check of a model's history, and its newest entry. */
export interface HistoryCheck extends ChainCheck {
  readonly model: string
  readonly head: ChainHead | null
}

/** Entries of one answer of the router. */
const PAGE = 500

/** Fetches the whole history as it is stored, and computes its hashes again. */
export async function checkHistory(
  client: AdminClient,
  model: string,
  witness: string | undefined
): Promise<Result<HistoryCheck, Failure>> {
  const first = await client.historyDocuments(model, { limit: PAGE })
  if (!first.ok) return first
  const entries: StoredEntry[] = [...first.value.documents]
  for (let { next } = first.value; next !== null;) {
    const page = await client.historyDocuments(model, { limit: PAGE, before: next })
    if (!page.ok) return page
    entries.push(...page.value.documents)
    next = page.value.next
  }
  const { head } = first.value
  return ok({ model, head, ...checkChain(entries.toReversed(), head, sha256Of, witness) })
}

/** Returns the result of a check for people. */
export function showCheck({ model, head, chained, unchained, problems }: HistoryCheck): string {
  const isBroken = problems.length > 0
  const result = isBroken ? 'the history is BROKEN' : `${chained} entries are as they were written`
  const old =
    unchained === 0
      ? []
      : [`  ${unchained} older ones are from before the chain: nothing shows whether they changed`]
  const newest = head === null ? [] : [`  newest entry ${head.entry}, hash ${head.hash}`]
  return [`${model}: ${result}`, ...problems.map((each) => `  ${each}`), ...old, ...newest].join(
    '\n'
  )
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
