import type { ModelStatus } from '../data/shapes.ts'
import { ladderOf, nextStepText, type Rung } from '../logic/plan-ladder.ts'
import { useNow } from './hooks.ts'
import { Icon } from './icon.tsx'

const wordOf = { done: 'done', current: 'now', next: 'to come' } as const

/** The ladder of a rollout, where it stands, and why it waits; nothing at rest. */
export function RolloutPlan({ status }: { readonly status: ModelStatus }) {
  const now = useNow()
  const rungs = ladderOf(status, now)
  if (rungs.length === 0) return null
  return (
    <section class="card plan" aria-labelledby="plan">
      <h2 id="plan">Plan</h2>
      <ol class="ladder">
        {rungs.map((rung, index) => (
          <RungItem key={index} rung={rung} />
        ))}
      </ol>
      <p class="next-step">{nextStepText(status, now)}</p>
    </section>
  )
}

function RungItem({ rung: { label, text, state, progress } }: { readonly rung: Rung }) {
  return (
    <li class={state} aria-current={state === 'current' ? 'step' : undefined}>
      <span class="rung-line">
        <Icon name={state === 'done' ? 'check' : state === 'current' ? 'forward' : 'circle'} />
        <b class="number">{label}</b>
        <span class="hidden">{wordOf[state]}</span>
      </span>
      <span class="number rung-text">{text}</span>
      {progress !== undefined && (
        <span class="progress" aria-hidden="true">
          <span style={{ width: `${progress * 100}%` }} />
        </span>
      )}
    </li>
  )
}
