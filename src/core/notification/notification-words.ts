import type { HistoryEntry } from '../rollout/history-entry.ts'

/**
 * What a receiver can be notified of, by the words of its `on`. The README of control-plane/notify lists
 * them in these words.
 */
export const notificationWords = {
  started: 'a rollout has begun: traffic goes to the candidate',
  step: 'a rollout has gone on to its next step',
  held: 'the live color is faulty during a rollout, and the router does not go back: people must look; and when that is over',
  paused: 'an operator has stopped what goes forward by itself',
  resumed: 'an operator has ended a pause',
  completed: 'the candidate is stable from now on',
  rolled_back: 'traffic is back on the release before, by the router or by an operator',
  superseded: 'a pointer that was written by hand took the place of the rollout',
  staged: 'another release stands in the idle slot',
  verified: 'the release in the idle slot has passed its verification',
  'alert.raised': 'an alert was raised',
  'alert.cleared': 'an alert is over',
} as const satisfies Readonly<Record<string, string>>

export type NotificationWord = keyof typeof notificationWords

const wordsOfActions = {
  seed: [],
  switch: ['started'],
  step: ['step'],
  promote: ['completed'],
  complete: ['completed'],
  rollback: ['rolled_back'],
  undo: ['rolled_back'],
  break_glass: ['superseded'],
  stage: ['staged'],
  apply: ['staged'],
  configure: ['staged'],
  verify: ['verified'],
  shadow: [],
  shadow_off: [],
  forgive: [],
  pause: ['paused'],
  resume: ['resumed'],
  set_collectors: [],
  verification_failed: [],
  verification_cancelled: [],
  remove_suite: [],
  preview: [],
  alert: ['alert.raised'],
  alert_cleared: ['alert.cleared'],
} as const satisfies Readonly<Record<HistoryEntry['action'], readonly NotificationWord[]>>

/**
 * Returns the words of a decision; the first one is its type, and a receiver gets it for any of
 * them. None: nobody is notified. `isRolling` is whether a release is on trial.
 */
export function wordsOf(
  { action, alert, weight }: Pick<HistoryEntry, 'action' | 'alert' | 'weight'>,
  isRolling: boolean
): readonly NotificationWord[] {
  // A promotion that leaves a candidate on trial goes to the next step.
  if (action === 'promote' && weight !== undefined) return wordsOfActions.step
  if (alert !== 'live_faulty') return wordsOfActions[action]
  // The rollout may be over when the alert is: an incident must not stay open for that.
  if (action === 'alert_cleared') return ['alert.cleared', 'held']
  return isRolling ? ['alert.raised', 'held'] : wordsOfActions[action]
}
