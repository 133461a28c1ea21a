import { memo } from './memo.ts'
import type { PageStore } from '../data/page-store.ts'
import { isFailed, type Listed } from '../data/shapes.ts'
import { overviewCellsOf } from '../logic/overview-cells.ts'
import { ColorName } from './color-name.tsx'
import { Icon } from './icon.tsx'
import { LinkTo } from './link-to.tsx'
import { SituationBadge } from './situation-badge.tsx'

interface OverviewTableProps {
  readonly store: PageStore
  readonly title: string
  readonly models: readonly Listed[]
  readonly now: number
}

/** The models of one need, one line each. */
export function OverviewTable({ store, title, models, now }: OverviewTableProps) {
  return (
    <section class="card overview">
      <table>
        <caption>
          <h2>
            {title} <span class="soft number">{models.length}</span>
          </h2>
        </caption>
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col">State</th>
            <th scope="col">Live release</th>
            <th scope="col" class="right">
              Calls/s
            </th>
            <th scope="col" class="right">
              Faults
            </th>
            <th scope="col">What is going on</th>
          </tr>
        </thead>
        <tbody>
          {models.map((listed) => (
            <Row
              key={listed.model}
              store={store}
              listed={listed}
              minute={Math.floor(now / 10_000)}
            />
          ))}
        </tbody>
      </table>
    </section>
  )
}

interface RowProps {
  readonly store: PageStore
  readonly listed: Listed
  /** The time in units of ten seconds: a row is not drawn again each second. */
  readonly minute: number
}

const Row = memo(function Row({ store, listed, minute }: RowProps) {
  if (isFailed(listed)) {
    return (
      <tr class="needy">
        <th scope="row">
          <LinkTo store={store} model={listed.model}>
            {listed.model}
          </LinkTo>
        </th>
        <td>
          <span class="badge danger">
            <Icon name="cross" />
            No answer
          </span>
        </td>
        <td colSpan={4} class="going-on">
          {listed.error.message}
        </td>
      </tr>
    )
  }
  const cells = overviewCellsOf(listed, minute * 10_000)
  const { live, slots } = listed
  return (
    <tr class={cells.alert === undefined ? '' : 'needy'}>
      <th scope="row">
        <LinkTo store={store} model={listed.model}>
          {listed.model}
        </LinkTo>
      </th>
      <td>
        <SituationBadge {...cells.situation} />
      </td>
      <td>
        <ColorName color={live} release={slots[live].release} />{' '}
        <span class="soft nowrap">for {cells.liveFor}</span>
      </td>
      <td class="right number" data-label="Calls/s">
        {cells.rate}
      </td>
      <td class="right number" data-label="Faults">
        <span class={cells.limit === undefined ? '' : 'strong'}>{cells.faults}</span>
        {cells.limit !== undefined && <span class="limit-note"> limit {cells.limit}</span>}
      </td>
      <td class={`going-on${cells.situation.kind === 'idle' ? ' soft' : ''}`}>
        {cells.alert === undefined ? (
          cells.situation.text
        ) : (
          <span class="alert-text">
            <b class="alert-code">
              <Icon name="alert" /> {cells.alert.code}
            </b>{' '}
            {cells.alert.message}
            {cells.moreAlerts > 0 && <span class="soft"> and {cells.moreAlerts} more</span>}
          </span>
        )}
      </td>
    </tr>
  )
})
