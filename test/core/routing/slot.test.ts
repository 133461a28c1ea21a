import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isSameEnvironment,
  isSameSlot,
  parseSlot,
  releaseIdOf,
  type Slot,
} from '../../../src/core/routing/slot.ts'
import { secretHeadersOf } from '../../../src/core/routing/secret-headers.ts'

const slot: Slot = {
  origin: 'https://blue.test',
  release: 'v1',
  staging: 4,
  headers: { authorization: 'BLUE_KEY' },
}
const { headers: _, ...old } = slot

describe('the id of a release', () => {
  it('is the label for staging 0, as older versions report it', () => {
    expect(releaseIdOf({ release: 'v1', staging: 0 })).toBe('v1')
  })

  it('holds the staging otherwise', () => {
    expect(releaseIdOf({ release: 'v3', staging: 41 })).toBe('v3#41')
    expect(releaseIdOf({ release: 'v1#41', staging: 0 })).toBe('v1#41#0')
  })

  it('differs for every two releases', () => {
    const release = fc.record({
      release: fc.stringMatching(/^[v#1]{1,4}$/),
      staging: fc.constantFrom(0, 1, 11),
    })
    fc.assert(
      fc.property(release, release, (one, another) => {
        const isSame = one.release === another.release && one.staging === another.staging
        expect(releaseIdOf(one) === releaseIdOf(another)).toBe(isSame)
      })
    )
  })
})

describe('two slots', () => {
  it('are the same with the same staging and environment, verified or not', () => {
    expect(isSameSlot(slot, { ...slot, unverified: true })).toBe(true)
    expect(isSameSlot(slot, { ...slot, staging: 5 })).toBe(false)
    expect(isSameSlot(slot, { ...slot, origin: 'https://other.test' })).toBe(false)
  })

  it('have other environments when their headers differ, unless one does not say', () => {
    expect(isSameEnvironment(slot, old)).toBe(true)
    expect(isSameEnvironment(slot, { ...slot, headers: {} })).toBe(false)
    expect(isSameEnvironment(slot, { ...slot, headers: { 'x-key': 'BLUE_KEY' } })).toBe(false)
    expect(isSameEnvironment(slot, { ...slot, headers: { authorization: 'KEY' } })).toBe(false)
  })
})

describe('parseSlot', () => {
  it('returns a slot unchanged', () => {
    expect(parseSlot(JSON.parse(JSON.stringify(slot)))).toEqual(slot)
    expect(parseSlot({ ...slot, unverified: true })).toEqual({ ...slot, unverified: true })
  })

  it('reads a document of an older version as staging 0, without headers', () => {
    const document = { origin: 'https://blue.test', release: 'v1' }

    expect(parseSlot(document)).toEqual({ ...document, staging: 0 })
    expect(parseSlot({ ...document, staging: null, headers: null, unverified: false })).toEqual({
      ...document,
      staging: 0,
    })
  })

  it.each([
    ['a staging that is no number', { staging: '4' }],
    ['a negative staging', { staging: -1 }],
    ['headers of another kind', { headers: 'authorization' }],
    ['a header with an impossible name', { headers: { 'a b': 'KEY' } }],
    ['a secret without a name', { headers: { authorization: '' } }],
  ])('refuses %s', (_what, changes) => {
    expect(parseSlot({ ...slot, ...changes })).toBeUndefined()
  })
})

describe('the secret headers of a slot', () => {
  const model = {
    slots: { blue: { origin: 'https://blue.test', release: 'v1' }, green: slot },
    secretHeaders: { blue: { 'x-key': 'CONFIGURED' }, green: {} },
  }

  it('are its own', () => {
    expect(secretHeadersOf(model, 'blue', slot)).toEqual({ authorization: 'BLUE_KEY' })
    expect(secretHeadersOf(model, 'blue', { ...slot, headers: {} })).toEqual({})
  })

  it('are the configured ones for the configured release in an older document, else none', () => {
    expect(secretHeadersOf(model, 'blue', old)).toEqual({ 'x-key': 'CONFIGURED' })
    expect(secretHeadersOf(model, 'blue', { ...old, release: 'v0' })).toEqual({})
  })
})
