import { describe, expect, it } from 'vitest'
import type { Pointer } from '../../../src/core/routing/pointer.ts'
import type { Slot } from '../../../src/core/routing/slot.ts'
import { pointerOf } from '../../../src/core/rollout/pointer-view.ts'
import { baking, idle, release, shifting } from '../../support/rollouts.ts'
import { after } from '../../support/transitions.ts'

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

  it('with a share for the candidate is one step without an end, with the same keys', () => {
    const { salt: _, ...byHand } = { ...pointerOf(shifting()), revision: 12, weight: 5 }

    const next = after(idle(), { type: 'adopt', pointer: byHand, source: 'kv' })

    expect(next).toMatchObject({ revision: 12, phase: 'shifting', action: 'break_glass' })
    expect(next).toMatchObject({ steps: [{ weight: 5 }], step: 0, stepSince: 2_000, salt: 12 })
  })

  it('keeps its keys also under a higher revision', () => {
    const { salt: _, ...byHand } = { ...pointerOf(shifting()), revision: 8, weight: 5 }

    const next = after(shifting(), { type: 'adopt', pointer: byHand, source: 'kv' })

    expect(next).toMatchObject({ revision: 9, phase: 'shifting', salt: 8 })
  })

  it('to stable alone ends the steps of a rollout', () => {
    const next = after(shifting(), {
      type: 'adopt',
      pointer: { ...pointer, stable: 'blue' },
      source: 'kv',
    })

    expect(next).toMatchObject({ phase: 'idle', stable: 'blue', liveSince: 2_000 })
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

describe('the releases of an adopted pointer', () => {
  const staged = release({ origin: 'https://v3.test', release: 'v3', staging: 5, note: 'CHG-1' })
  const rollout = idle({ slots: { ...idle().slots, green: staged } })
  const own = pointerOf(rollout)
  const adopt = (green: Partial<Slot>) =>
    after(rollout, {
      type: 'adopt',
      source: 'kv',
      pointer: {
        ...own,
        revision: 12,
        stable: 'green',
        slots: { ...own.slots, green: { ...own.slots.green, ...green } },
      },
    })

  it('keep their facts when they stand in the slots', () => {
    const next = adopt({})

    expect(next.revision).toBe(12)
    expect(next.slots).toEqual(rollout.slots)
  })

  it('are the known ones when the document has no staging, under a higher revision', () => {
    const next = adopt({ staging: 0 })

    expect(next.revision).toBe(13)
    expect(next.slots).toEqual(rollout.slots)
  })

  it('are new ones when the document names others, under a higher revision', () => {
    const next = adopt({ origin: 'https://v4.test' })

    expect(next.revision).toBe(13)
    expect(next.slots.blue).toBe(rollout.slots.blue)
    expect(next.slots.green).toMatchObject({
      origin: 'https://v4.test',
      staging: 13,
      stagedAt: 2_000,
      stagedBy: 'break-glass',
    })
  })

  it('are verified when they are live and stable, because a person vouches for them', () => {
    const slots = { ...rollout.slots, green: { ...staged, unverified: true as const } }
    const pointer = { ...pointerOf(idle({ slots })), revision: 12, stable: 'green' as const }

    const next = after(idle({ slots }), { type: 'adopt', source: 'kv', pointer })

    expect(next.slots.green).toEqual(staged)
    expect(next.revision).toBe(13)
  })

  it('are quarantined as the document says, but never the live one', () => {
    const quarantined = { ...own, revision: 12, quarantined: 'green' as const }
    const toGreen = { ...quarantined, stable: 'green' as const }

    expect(after(rollout, { type: 'adopt', source: 'kv', pointer: quarantined }).quarantined).toBe(
      'green'
    )
    expect(after(rollout, { type: 'adopt', source: 'kv', pointer: toGreen }).quarantined).toBe(
      undefined
    )
  })
})
