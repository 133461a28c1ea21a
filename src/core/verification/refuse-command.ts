import type { Color } from '../routing/color.ts'
import type { UnusableColors } from '../routing/usable-pointer.ts'
import type { Rollout } from '../rollout/state.ts'
import { colorToVerify } from './run-end.ts'

/** A command about verifications, as far as its refusal depends on it. */
export type VerificationRequest =
  | {
      readonly type: 'verify'
      readonly color?: Color | undefined
      readonly suite?: string | undefined
      /** A suite that is stored under the name first. */
      readonly document?: unknown
    }
  | { readonly type: 'cancel_verification' }
  | { readonly type: 'remove_suite'; readonly suite: string }

/** What a refusal depends on besides the command. */
export interface VerificationFacts {
  readonly rollout: Rollout
  readonly unusable: UnusableColors
  readonly isRunning: boolean
  /** Names of the stored suites. */
  readonly suites: readonly string[]
}

/** Why a command about verifications is refused. */
export type VerificationRefusal =
  | 'nothing_to_verify'
  | 'verification_running'
  | 'nothing_to_cancel'
  | 'unknown_suite'
  | 'color_unusable'

/** Returns why a command is refused; undefined when it is allowed. */
export function verificationRefusal(
  request: VerificationRequest,
  { rollout, unusable, isRunning, suites }: VerificationFacts
): VerificationRefusal | undefined {
  switch (request.type) {
    case 'verify': {
      const color = colorToVerify(rollout, request.color)
      if (color === undefined) return 'nothing_to_verify'
      if (color in unusable) return 'color_unusable'
      if (isRunning) return 'verification_running'
      if (request.document !== undefined) return undefined
      const isKnown = suites.some((name) => name === (request.suite ?? name))
      return isKnown ? undefined : 'unknown_suite'
    }
    case 'cancel_verification':
      return isRunning ? undefined : 'nothing_to_cancel'
    case 'remove_suite':
      return suites.includes(request.suite) ? undefined : 'unknown_suite'
  }
}
