import type { Situation } from '../logic/rollout-situation.ts'
import { Icon, type IconName } from './icon.tsx'

const iconOf = {
  rolled_back: 'back',
  held: 'clock',
  paused: 'pause',
  shifting: 'forward',
  baking: 'clock',
  verifying: 'clock',
  staged: 'box',
  idle: 'circle',
} as const satisfies Readonly<Record<Situation['kind'], IconName>>

const toneOf = {
  rolled_back: 'danger',
  held: 'strong',
  paused: 'strong',
  shifting: 'active',
  baking: 'active',
  verifying: 'active',
  staged: 'plain',
  idle: 'plain',
} as const satisfies Readonly<Record<Situation['kind'], string>>

/** The phase of a model in a word. */
export function SituationBadge({ kind, label }: Pick<Situation, 'kind' | 'label'>) {
  return (
    <span class={`badge ${toneOf[kind]}`}>
      <Icon name={iconOf[kind]} />
      {label}
    </span>
  )
}
