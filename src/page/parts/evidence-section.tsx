import { useState } from 'preact/hooks'
import type { Details } from '../data/page-state.ts'
import type { ModelStatus } from '../data/shapes.ts'
import { nearnessText, sampledRows, signalText } from '../logic/evidence-points.ts'
import { decisionsIn } from '../logic/history-words.ts'
import { countOf, weightOf } from '../logic/number-words.ts'
import { localTimeOf } from '../logic/time-words.ts'
import { EvidenceChart } from './evidence-chart.tsx'
import { useNow } from './hooks.ts'

const TABLE_ROWS = 60

/** The keyboard can reach the table to scroll it. */
const scrolling = { role: 'region', 'aria-label': 'Evidence', tabIndex: 0 } as const

/** Time spans of the chart, in milliseconds. */
const spans = [
  { label: '5 min', ms: 5 * 60_000 },
  { label: '15 min', ms: 15 * 60_000 },
  { label: '1 h', ms: 3_600_000 },
  { label: '24 h', ms: 24 * 3_600_000 },
] as const

interface EvidenceSectionProps {
  readonly status: ModelStatus
  readonly details: Details | undefined
}

/** How near the judged color is to a rollback, over time, with the threshold and the decisions. */
export function EvidenceSection({ status, details }: EvidenceSectionProps) {
  const now = useNow()
  const [isTable, setTable] = useState(false)
  const [spanMs, setSpan] = useState<number>(spans[1].ms)
  const from = now - spanMs
  const samples = (details?.samples ?? []).filter(({ at }) => at >= from)
  const decisions = decisionsIn(details?.history?.entries ?? [], from, now)
  return (
    <section class="card evidence" aria-labelledby="evidence">
      <div class="section-head">
        <h2 id="evidence">Evidence against the threshold</h2>
        <div class="choices" role="group" aria-label="Time span">
          {spans.map(({ label, ms }) => (
            <button key={ms} type="button" aria-pressed={ms === spanMs} onClick={() => setSpan(ms)}>
              {label}
            </button>
          ))}
        </div>
        <button
          type="button"
          class="quiet-button"
          aria-pressed={isTable}
          onClick={() => setTable(!isTable)}
        >
          Show as table
        </button>
      </div>
      <p id="nearness">
        {nearnessText(samples)}
        {!status.autoRollback && ' The automatic rollback is off.'}
      </p>
      {samples.length > 0 && !isTable && (
        <EvidenceChart samples={samples} decisions={decisions} from={from} until={now} />
      )}
      {samples.length > 0 && (
        <div class={isTable ? 'scroll' : 'hidden'} {...(isTable && scrolling)}>
          <table class="samples">
            <caption class={isTable ? 'soft' : ''}>
              Evidence in per cent of the threshold of a rollback, newest first, at most{' '}
              {TABLE_ROWS} rows
            </caption>
            <thead>
              <tr>
                <th scope="col">Time</th>
                <th scope="col">Color</th>
                <th scope="col" class="right">
                  Evidence
                </th>
                <th scope="col">Signal</th>
                <th scope="col" class="right">
                  Calls
                </th>
                <th scope="col" class="right">
                  Faults
                </th>
                <th scope="col" class="right">
                  Share
                </th>
              </tr>
            </thead>
            <tbody>
              {sampledRows(samples, TABLE_ROWS).map((sample) => (
                <tr key={sample.at}>
                  <th scope="row">{localTimeOf(sample.at, now)}</th>
                  <td>{sample.color}</td>
                  <td class="right number">{Math.round(sample.ratio * 100)} %</td>
                  <td>{signalText(sample)}</td>
                  <td class="right number">{countOf(sample.calls)}</td>
                  <td class="right number">{countOf(sample.faults)}</td>
                  <td class="right number">{weightOf(sample.share)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}
