import type { Color } from '../../core/routing/color.ts'
import type { ModelStatus } from '../data/shapes.ts'
import {
  columnColorsOf,
  keyShareOf,
  metricRowsOf,
  roleOf,
  type Metric,
} from '../logic/color-metrics.ts'
import { weightOf } from '../logic/number-words.ts'
import { ColorName } from './color-name.tsx'
import { Icon, type IconName } from './icon.tsx'
import { ShareBar } from './share-bar.tsx'
import { When } from './when.tsx'

/** Both colors in two columns: stable left, candidate right, with the limit of each number. */
export function ColorTable({ status }: { readonly status: ModelStatus }) {
  const colors = columnColorsOf(status)
  return (
    <section class="card" aria-label="Both colors">
      <ShareBar status={status} />
      <table class="colors">
        <caption class="hidden">
          Traffic of the last minute of both colors, and their limits
        </caption>
        <thead>
          <tr>
            <td />
            {colors.map((color) => (
              <ColumnHead key={color} status={status} color={color} />
            ))}
            <th scope="col" class="limit">
              Limit
            </th>
          </tr>
        </thead>
        <tbody>
          <tr class="verdicts">
            <th scope="row">Verdict</th>
            {colors.map((color) => (
              <td key={color}>
                <Verdict {...status.health[color].verdict} />
              </td>
            ))}
            <td class="limit" />
          </tr>
          {metricRowsOf(status).map(({ label, cells, limit }) => (
            <tr key={label}>
              <th scope="row">
                {label}
                {limit !== undefined && <span class="limit-below">limit {limit}</span>}
              </th>
              {colors.map((color) => (
                <MetricCell
                  key={color}
                  metric={cells[color]}
                  isFaulty={hasFaultyVerdict(status, color)}
                />
              ))}
              <td class="limit number">{limit ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="soft small below">
        Of the last minute; p50, p95 and p99 are times to first byte, and the limit beside p95 is
        the objective. Judged: since the evidence of the release began.
      </p>
    </section>
  )
}

interface ColumnHeadProps {
  readonly status: ModelStatus
  readonly color: Color
}

function ColumnHead({ status, color }: ColumnHeadProps) {
  const { slots, quarantined } = status
  const { release, origin, verified, staging, stagedAt, stagedBy, note } = slots[color]
  return (
    <th scope="col" class={`column-head ${color}`}>
      <span class="role">{roleOf(status, color)}</span>
      <ColorName color={color} release={release} />
      <span class="share number">{weightOf(keyShareOf(status, color))} of the keys</span>
      <span class="facts">
        {quarantined === color && (
          <b class="alert-code">
            <Icon name="back" /> quarantined{' '}
          </b>
        )}
        {verified ? 'verified' : 'not verified'}
        {staging > 0 && (
          <>
            , staged <When at={stagedAt} /> by {stagedBy}
          </>
        )}
        {note !== null && <>: {note}</>}
      </span>
      <span class="origin">{origin}</span>
    </th>
  )
}

const iconOf: Readonly<Record<string, IconName>> = {
  healthy: 'check',
  faulty: 'alert',
  undecided: 'clock',
}

function Verdict({ kind, summary }: { readonly kind: string; readonly summary: string }) {
  const isJudged = kind in iconOf
  return (
    <span class="verdict">
      {isJudged && (
        <b class={kind === 'faulty' ? 'over' : ''}>
          <Icon name={iconOf[kind] ?? 'clock'} /> {kind}
        </b>
      )}{' '}
      {summary}
    </span>
  )
}

/** A number above its limit is no danger by itself: a verdict is. */
function hasFaultyVerdict({ health }: ModelStatus, color: Color): boolean {
  return health[color].verdict.kind === 'faulty'
}

interface MetricCellProps {
  readonly metric: Metric
  readonly isFaulty: boolean
}

function MetricCell({ metric: { text, detail, isOver = false }, isFaulty }: MetricCellProps) {
  return (
    <td class="metric number">
      <span class={isOver ? (isFaulty ? 'over' : 'strong') : ''}>
        {isOver && isFaulty && <Icon name="alert" />}
        {text}
        {isOver && <span class="small"> above the limit</span>}
      </span>
      {detail !== undefined && <span class="detail">{detail}</span>}
    </td>
  )
}
