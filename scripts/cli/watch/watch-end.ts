import type { RolloutResult } from '../../../src/core/rollout/rollout-records.ts'
import type { FailureKind } from '../codes.ts'
import type { ViewState } from './view-state.ts'

/** Returns what a view remembers of the rollouts that it saw, to end as a wait for them would. */
export function endOfWatch(): {
  readonly saw: (state: ViewState) => void
  readonly partial: () => FailureKind | undefined
} {
  let first: string | undefined
  let hasSeen = false
  let wasUnderWay = false
  let result: RolloutResult | undefined

  return {
    saw: ({ look }) => {
      if (look?.kind !== 'one') return
      const { rollout, status } = look
      const id = rollout?.id ?? ''
      if (!hasSeen) first = id
      hasSeen = true
      wasUnderWay ||= status.candidate !== null
      // A rollout that was over before the view began is none of its own.
      if (wasUnderWay || id !== first) {
        result = rollout?.result ?? (status.candidate === null ? undefined : 'running')
      }
    },
    partial: () => {
      switch (result) {
        case 'rolled_back':
        case 'undone':
          return 'rolled_back'
        case 'superseded':
          return 'superseded'
        case 'running':
          return 'under_way'
        case 'completed':
        case undefined:
          return undefined
      }
    },
  }
}
