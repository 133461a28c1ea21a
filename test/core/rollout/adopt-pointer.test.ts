import { describe, expect, it } from 'vitest'
import type { Pointer } from '../../../src/core/routing/pointer.ts'
import { pointerOf } from '../../../src/core/rollout/pointer-view.ts'
import { transition } from '../../../src/core/rollout/transition.ts'
import type { Event } from '../../../src/core/rollout/events.ts'
import type { Rollout } from '../../../src/core/rollout/state.ts'
import { baking, idle } from '../../support/rollouts.ts'

const policy = { bakeMs: 60_000 }

/** Applies an event; throws when it is refused. */
function after(rollout: Rollout, event: Event, now = 2_000): Rollout {
  const result = transition(rollout, event, now, policy)
  if (!result.ok) throw new Error(`refused: ${result.refusal}`)
  return result.value
}

describe('a pointer from KV', () => {
  const pointer: Pointer = { ...pointerOf(idle()), revision: 12, stable: 'green' }

  it('is adopted when its revision is higher than the rollout’s', () => {
    const next = after(idle(), { type: 'adopt', pointer, source: 'kv' })

    expect(next).toMatchObject({
      revision: 12,
      stable: 'green',
      phase: 'idle',
      action: 'break_glass',
    })
  })

  it('without a note is recorded with the place where it was found', () => {
    const next = after(idle(), { type: 'adopt', pointer, source: 'kv' })

    expect(next.cause).toEqual({
      by: 'break-glass',
      source: 'kv',
      reason: 'pointer 12 was found in KV',
    })
  })

  it('with a note is recorded with author, reason and “break-glass”', () => {
    const note = { by: 'ada', reason: 'admin is down' }

    const next = after(idle(), { type: 'adopt', pointer, source: 'kv', note })

    expect(next.cause).toEqual({
      by: 'ada',
      source: 'kv',
      reason: 'break-glass: admin is down (pointer 12 was found in KV)',
    })
  })

  it('is ignored at a lower revision', () => {
    const rollout = idle({ revision: 13 })

    expect(after(rollout, { type: 'adopt', pointer, source: 'kv' })).toBe(rollout)
  })

  it('is ignored at the same revision when it routes alike', () => {
    const rollout = idle({ revision: 12 })

    expect(after(rollout, { type: 'adopt', pointer: pointerOf(rollout), source: 'kv' })).toBe(
      rollout
    )
  })

  it('is adopted under a higher revision when it routes differently at the same revision', () => {
    const next = after(idle({ revision: 12 }), { type: 'adopt', pointer, source: 'kv' })

    expect(next).toMatchObject({
      revision: 13,
      stable: 'green',
      phase: 'idle',
      action: 'break_glass',
    })
  })

  it('with a candidate at full weight starts a bake', () => {
    const external: Pointer = { ...pointerOf(baking()), revision: 12 }

    const next = after(idle(), { type: 'adopt', pointer: external, source: 'kv' })

    expect(next).toMatchObject({ phase: 'baking', candidate: 'green', bakeEndsAt: 62_000 })
  })

  it('does not set reporting settings, which the coordinator owns', () => {
    const reporting = { version: 9, collectorsPerRegion: 16 }

    const next = after(idle(), { type: 'adopt', pointer: { ...pointer, reporting }, source: 'kv' })

    expect(pointerOf(next).reporting).toBeUndefined()
  })

  it('is ignored when only its reporting settings differ', () => {
    const rollout = idle({ revision: 12 })
    const reporting = { version: 9, collectorsPerRegion: 16 }
    const same = { ...pointerOf(rollout), reporting }

    expect(after(rollout, { type: 'adopt', pointer: same, source: 'kv' })).toBe(rollout)
  })
})
