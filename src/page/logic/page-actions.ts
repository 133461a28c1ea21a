import type { Permission } from '../../core/access/roles.ts'
import { other } from '../../core/routing/color.ts'
import type { ModelStatus } from '../data/shapes.ts'
import { named } from './rollout-situation.ts'

/** What a button of the page does. */
export type ActionName = 'rollback' | 'switch' | 'promote' | 'pause' | 'resume' | 'verify'

/** A button of a model. */
export interface PageAction {
  readonly name: ActionName
  readonly label: string
  /** Why it cannot be used now; undefined when it can. */
  readonly unavailable: string | undefined
}

const permissionOf = {
  rollback: 'roll_back',
  switch: 'operate',
  promote: 'operate',
  pause: 'operate',
  resume: 'operate',
  verify: 'release',
} as const satisfies Readonly<Record<ActionName, Permission>>

/** What is known of the stored golden requests; undefined while they are not read. */
export type Suites = readonly { readonly cases: number }[] | undefined

/** Returns the buttons of a model that a caller with these permissions may use. */
export function actionsOf(
  status: ModelStatus,
  permissions: readonly Permission[],
  suites: Suites
): readonly PageAction[] {
  const pauseOrResume = status.paused === null ? 'pause' : 'resume'
  const shown = ['rollback', 'promote', 'switch', pauseOrResume, 'verify'] as const
  return shown
    .filter((name) => permissions.includes(permissionOf[name]))
    .map((name) => ({ name, ...faceOf[name](status, suites) }))
}

type Face = Omit<PageAction, 'name'>

const faceOf = {
  rollback: rollbackFace,
  switch: switchFace,
  promote: promoteFace,
  pause: () => ({ label: 'Pause', unavailable: undefined }),
  resume: () => ({ label: 'Resume', unavailable: undefined }),
  verify: verifyFace,
} as const satisfies Readonly<Record<ActionName, (status: ModelStatus, suites: Suites) => Face>>

function rollbackFace(status: ModelStatus): Face {
  const to = status.candidate === null ? status.wayBack?.color : status.stable
  return to === undefined
    ? { label: 'Roll back', unavailable: 'nothing is on trial, and no way back is open' }
    : { label: `Roll back to ${named(status, to)}`, unavailable: undefined }
}

function switchFace(status: ModelStatus): Face {
  const { candidate, live } = status
  if (candidate !== null) {
    return { label: 'Switch', unavailable: `${named(status, candidate)} is on trial already` }
  }
  return { label: `Switch to ${named(status, other(live))}`, unavailable: undefined }
}

function promoteFace({ candidate }: ModelStatus): Face {
  const unavailable = candidate === null ? 'nothing is on trial' : undefined
  return { label: 'Promote', unavailable }
}

function verifyFace(status: ModelStatus, suites: Suites): Face {
  const { candidate, live, slots } = status
  const idle = other(live)
  const label = candidate === null ? `Verify ${named(status, idle)}` : 'Verify'
  if (candidate !== null) {
    return { label, unavailable: 'only a release that waits in the idle slot can be verified' }
  }
  if (slots[idle].verification?.state === 'running') {
    return { label, unavailable: 'a verification is running' }
  }
  if (suites === undefined || suites.length === 0) {
    return { label, unavailable: 'no suite of golden requests is stored' }
  }
  return { label, unavailable: undefined }
}
