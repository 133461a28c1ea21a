import { parseSteps, STEPS_EXPECTED } from '../../core/rollout/step-plan.ts'
import type { ModelStatus } from '../data/shapes.ts'
import type { PlanChoice } from '../logic/command-body.ts'
import type { ActionName } from '../logic/page-actions.ts'

interface PlanFieldsProps {
  readonly name: ActionName
  readonly seen: ModelStatus
  readonly plan: PlanChoice
  readonly onChange: (plan: PlanChoice) => void
}

/** How a switch or a promotion goes on; nothing for other commands. */
export function PlanFields({ name, seen, plan, onChange }: PlanFieldsProps) {
  const isStep = name === 'promote' && seen.phase === 'shifting'
  if (name !== 'switch' && !isStep) return null
  const isWrong = plan.kind === 'own' && plan.steps !== '' && parseSteps(plan.steps) === undefined
  return (
    <fieldset class="plan-fields">
      <legend>How</legend>
      <Radio
        label={isStep ? 'The next step' : 'By the configured steps'}
        isOn={plan.kind === 'configured'}
        onPick={() => onChange({ kind: 'configured' })}
      />
      <Radio
        label={isStep ? 'All traffic now, and the bake' : 'All traffic at once, and the bake'}
        isOn={plan.kind === 'at_once'}
        onPick={() => onChange({ kind: 'at_once' })}
      />
      {!isStep && (
        <Radio
          label="By other steps"
          isOn={plan.kind === 'own'}
          onPick={() => onChange({ kind: 'own', steps: '5%:10m,50%:10m' })}
        />
      )}
      {plan.kind === 'own' && (
        <label class="field">
          <span>Steps</span>
          <input
            type="text"
            value={plan.steps}
            aria-invalid={isWrong}
            aria-describedby="steps-expected"
            onInput={(event) => onChange({ kind: 'own', steps: event.currentTarget.value })}
          />
          <span id="steps-expected" class={isWrong ? 'problem' : 'soft small'}>
            {STEPS_EXPECTED}
          </span>
        </label>
      )}
    </fieldset>
  )
}

interface RadioProps {
  readonly label: string
  readonly isOn: boolean
  readonly onPick: () => void
}

function Radio({ label, isOn, onPick }: RadioProps) {
  return (
    <label class="check">
      <input type="radio" name="plan" checked={isOn} onChange={onPick} />
      {label}
    </label>
  )
}
