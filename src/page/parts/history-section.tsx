import type { HistoryEntry } from '../../control-plane/admin/history-answers.ts'
import { describeCauses } from '../../core/detector/causes.ts'
import type { Details } from '../data/page-state.ts'
import { actionText, changeText } from '../logic/history-words.ts'
import { countOf, percentOf } from '../logic/number-words.ts'
import { ScrollRegion } from './scroll-region.tsx'
import { When } from './when.tsx'

/** What happened to a model, newest first, with the evidence of each decision. */
export function HistorySection({ details }: { readonly details: Details | undefined }) {
  const history = details?.history
  return (
    <section class="card" aria-labelledby="history">
      <h2 id="history">History</h2>
      {details?.problem !== undefined && (
        <p class="problem">The history cannot be read: {details.problem.detail}</p>
      )}
      {history === undefined ? (
        details?.problem === undefined && <p class="soft">Loading the history …</p>
      ) : (
        <ScrollRegion label="Changes">
          <table class="history">
            <caption class="hidden">Changes of this model, newest first</caption>
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">What</th>
                <th scope="col">By</th>
                <th scope="col">Why</th>
              </tr>
            </thead>
            <tbody>
              {history.entries.map((entry, index) => (
                <HistoryRow key={entry.entry ?? index} entry={entry} />
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </section>
  )
}

const alarming: ReadonlySet<string> = new Set(['rollback', 'undo', 'alert', 'verification_failed'])

function HistoryRow({ entry }: { readonly entry: HistoryEntry }) {
  const { at, action, alert, by, claimed, source, reason, revision, evidence, force } = entry
  return (
    <tr class={alarming.has(action) ? 'alarming' : ''}>
      <td class="nowrap">
        <When at={at} />
      </td>
      <td>
        <b>{actionText(entry)}</b> <span class="nowrap">{alert ?? changeText(entry)}</span>{' '}
        <span class="soft small">r{revision}</span>
      </td>
      <td>
        {by}
        {claimed !== undefined && <span class="soft"> (says: {claimed})</span>}{' '}
        <span class="soft small">{source}</span>
      </td>
      <td>
        {reason}
        {force !== undefined && <p>Forced: {force}</p>}
        {evidence !== null && <Evidence entry={entry} evidence={evidence} />}
      </td>
    </tr>
  )
}

interface EvidenceProps {
  readonly entry: HistoryEntry
  readonly evidence: string
}

function Evidence({ entry: { numbers, at }, evidence }: EvidenceProps) {
  return (
    <details>
      <summary>
        Evidence<span class="hidden"> of {at}</span>
      </summary>
      <p>{evidence}</p>
      {numbers !== undefined && numbers !== null && (
        <dl class="numbers">
          <dt>Signal</dt>
          <dd>
            {numbers.signal}
            {numbers.route !== null && ` on ${numbers.route}`}
          </dd>
          <dt>Bad calls</dt>
          <dd>
            {countOf(numbers.bad)} of {countOf(numbers.calls)} in {numbers.seconds} s
          </dd>
          <dt>Allowed</dt>
          <dd>{percentOf(numbers.limit)}</dd>
          <dt>Failures</dt>
          <dd>{numbers.failures || describeCauses(numbers.causes) || '–'}</dd>
        </dl>
      )}
    </details>
  )
}
