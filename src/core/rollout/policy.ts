import type { Model } from '../routing/model.ts'
import { configuredEnvironment } from '../routing/secret-headers.ts'
import type { RolloutPolicy } from './state.ts'

/** Conditions of a moment that a decision depends on. */
export type Conditions = Pick<RolloutPolicy, 'isFrozen' | 'isPaused'>

/** Returns what a decision on a model depends on. */
export function policyOf(model: Model, conditions: Conditions): RolloutPolicy {
  const { bakeMs, steps, holdBack, keepWarmMs, autoRollback, requirements, origins } = model
  return {
    bakeMs,
    steps,
    holdBack,
    keepWarmMs,
    autoRollback,
    origins,
    requiresVerification: requirements.includes('verify'),
    requiresShadow: requirements.includes('shadow'),
    configured: configuredEnvironments(model),
    ...conditions,
  }
}

/** Returns the environments of `wrangler.toml`, with the secrets that they need. */
export function configuredEnvironments(model: Model): RolloutPolicy['configured'] {
  return {
    blue: configuredEnvironment(model, 'blue'),
    green: configuredEnvironment(model, 'green'),
  }
}
