import type { Failure } from '../failure.ts'
import { courseOf, type Pin } from './course.ts'
import { belowLine, changeLines, timeOf } from './lines.ts'
import type { Look } from './look.ts'
import type { WaitObserver } from './watch.ts'

/** The numbers of a verdict change with each look; its line comes this often. */
const VERDICT_MS = 60_000

/** Returns an observer that prints each change once, and the verdict when it changes. */
export function printing(print: (line: string) => void, now: () => number): WaitObserver {
  const printed = new Set<string>()
  let verdict: { readonly text: string; readonly kind: string; readonly at: number } | undefined
  let isFailing = false

  function printChanges({ status, entries }: Look, pin: Pin): void {
    const [first] = courseOf(entries, pin).changes
    const relevant = entries.filter(
      ({ revision, action }) =>
        action !== 'preview' && revision >= (first?.revision ?? status.revision)
    )
    for (const entry of relevant.toReversed()) {
      const key = `${entry.revision} ${entry.action} ${entry.at}`
      if (printed.has(key)) continue
      printed.add(key)
      for (const line of changeLines(entry, status)) print(line)
    }
  }

  function printVerdict({ status }: Look): void {
    if (status.phase !== 'baking') return
    const { kind, summary } = status.health[status.live].verdict
    const text = `${kind}: ${summary}`
    if (text === verdict?.text) return
    if (kind === verdict?.kind && now() - verdict.at < VERDICT_MS) return
    verdict = { text, kind, at: now() }
    print(belowLine(text, status, now()))
  }

  return {
    saw: (look, pin) => {
      if (isFailing) print(`${timeOf(now())} the admin route answers again`)
      isFailing = false
      printChanges(look, pin)
      printVerdict(look)
    },
    failed: ({ message }: Failure) => {
      if (!isFailing) print(`${timeOf(now())} ${message} The wait goes on.`)
      isFailing = true
    },
  }
}
