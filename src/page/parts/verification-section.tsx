import type { CaseAnswer, Verification } from '../../control-plane/admin/verification-answer.ts'
import { counted, millisecondsOf } from '../logic/number-words.ts'
import { Icon } from './icon.tsx'
import { When } from './when.tsx'

interface VerificationSectionProps {
  readonly verification: Verification | undefined
}

/** The latest run of golden requests, case by case; nothing where none ran and none is stored. */
export function VerificationSection({ verification }: VerificationSectionProps) {
  if (verification === undefined) return null
  const { run, suites } = verification
  if (run === null && suites.length === 0) return null
  return (
    <section class="card" aria-labelledby="verification">
      <h2 id="verification">Verification</h2>
      {run === null ? (
        <p class="soft">
          No run yet. Stored:{' '}
          {suites.map(({ name, cases }) => `${name} (${counted(cases, 'case')})`).join(', ')}
        </p>
      ) : (
        <>
          <p>
            {run.color} <b>{run.release}</b>: {run.summary} Started <When at={run.startedAt} /> by{' '}
            {run.by}
            {run.cancelled !== null && `; ended early: ${run.cancelled}`}.
          </p>
          <ul class="cases">
            {run.cases.map((one) => (
              <Case key={one.name} one={one} />
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function Case({ one }: { readonly one: CaseAnswer }) {
  const { name, passed, summary, mismatches, differences, totalMs } = one
  return (
    <li>
      <p class={passed ? '' : 'over'}>
        <Icon name={passed ? 'check' : 'cross'} />
        <b>{name}</b> {passed ? 'passed' : 'failed'}
        {totalMs !== null && <span class="soft number"> {millisecondsOf(totalMs)}</span>}
        {!passed && `: ${summary}`}
      </p>
      {mismatches.length > 0 && (
        <ul>
          {mismatches.map(({ what, expected, got }) => (
            <li key={what}>
              {what}: expected <code>{expected}</code>, got <code>{got}</code>
            </li>
          ))}
        </ul>
      )}
      {differences !== null && differences.length > 0 && (
        <ul>
          {differences.map(({ where, stable, candidate }) => (
            <li key={where}>
              {where}: live <code>{stable}</code>, candidate <code>{candidate}</code>
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}
