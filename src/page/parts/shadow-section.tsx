import { describeCauses } from '../../core/detector/causes.ts'
import type { ModelStatus } from '../data/shapes.ts'
import { countOf, counted, millisecondsOf, weightOf } from '../logic/number-words.ts'
import { ScrollRegion } from './scroll-region.tsx'
import { When } from './when.tsx'

/** The copies of calls that the idle release gets, and how its answers differ; nothing without copies. */
export function ShadowSection({ status: { shadow } }: { readonly status: ModelStatus }) {
  if (shadow === null) return null
  const { color, release, running, share, until, calls, faults, verdict, routes } = shadow
  const causes = describeCauses(shadow.causes.faults)
  return (
    <section class="card" aria-labelledby="shadow">
      <h2 id="shadow">Copied calls</h2>
      <p>
        {running
          ? `${weightOf(share ?? 0)} of the calls are copied to ${color} ${release}`
          : `No call is copied now; ${color} ${release} got copies before`}
        {until !== null && (
          <>
            {' '}
            until <When at={until} show="local" />
          </>
        )}
        . {counted(calls, 'copy').replace('copys', 'copies')}, {countOf(faults)} faults
        {causes !== '' && ` (${causes})`}. Verdict: <b>{verdict.kind}</b>, {verdict.summary}.
      </p>
      {routes.length > 0 && <RouteTable routes={routes} />}
      <DifferenceTable shadow={shadow} />
    </section>
  )
}

type Shadow = NonNullable<ModelStatus['shadow']>

function RouteTable({ routes }: Pick<Shadow, 'routes'>) {
  return (
    <ScrollRegion label="Routes">
      <table>
        <caption class="hidden">Answers to copies, by route</caption>
        <thead>
          <tr>
            <th scope="col">Route</th>
            <th scope="col" class="right">
              Agreed
            </th>
            <th scope="col" class="right">
              Differed
            </th>
            <th scope="col" class="right">
              Not compared
            </th>
            <th scope="col" class="right">
              First byte, copy and live
            </th>
          </tr>
        </thead>
        <tbody>
          {routes.map(({ route, agreed, differed, uncompared, firstByteMs, liveFirstByteMs }) => (
            <tr key={route}>
              <th scope="row">{route}</th>
              <td class="right number">{countOf(agreed)}</td>
              <td class="right number">{countOf(differed)}</td>
              <td class="right number">{countOf(uncompared)}</td>
              <td class="right number">
                {timeOf(firstByteMs)} · {timeOf(liveFirstByteMs)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

function timeOf(ms: number | null): string {
  return ms === null ? '–' : millisecondsOf(ms)
}

function DifferenceTable({ shadow: { differences } }: { readonly shadow: Shadow }) {
  if (differences.length === 0) return <p class="soft">No differences are recorded.</p>
  return (
    <ScrollRegion label="Differences">
      <table class="differences">
        <caption>Newest differences</caption>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Where</th>
            <th scope="col">Live</th>
            <th scope="col">Copy</th>
          </tr>
        </thead>
        <tbody>
          {differences.map(({ at, route, where, stable, candidate }, index) => (
            <tr key={index}>
              <td class="nowrap">
                <When at={at} />
              </td>
              <td>
                {where} <span class="soft small">{route}</span>
              </td>
              <td class="code">{stable}</td>
              <td class="code">{candidate}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}
