import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { parseConfiguration } from '../../src/control-plane/config/parse-configuration.ts'
import type { Model } from '../../src/core/routing/model.ts'
import type { Pointer } from '../../src/core/routing/pointer.ts'
import {
  cachedPointer,
  cachePointer,
  pointerSince,
  readPointer,
} from '../../src/data-plane/pointer-cache.ts'
import { override } from '../support/worker/faults/override.ts'
import { freshModel } from '../support/worker/router-under-test.ts'

const models = parseConfiguration(env).models

function modelNamed(name: string): Model {
  const model = models.find((known) => known.name === name)
  if (model === undefined) throw new Error(`no model is named ${name}`)
  return model
}

function pointer(revision: number, model: Model): Pointer {
  const { blue, green } = model.slots
  const slots = { blue: { ...blue, staging: 0 }, green: { ...green, staging: 0 } }
  return { revision, slots, stable: 'blue', weight: 0 }
}

/** Counts the reads of the pointer from the coordinator, which returns that of `answer`. */
function asking(answer: () => Promise<Pointer>) {
  const asked = { times: 0 }
  const stub = {
    pointer: () => {
      asked.times++
      return answer()
    },
  }
  return {
    asked,
    bindings: { ...env, COORDINATOR: override(env.COORDINATOR, { getByName: () => stub }) },
  }
}

const request = new Request('https://router.test/')

const never = (): Promise<never> => new Promise(() => undefined)

describe('the pointer of an isolate', () => {
  it('is replaced by a higher revision only', () => {
    const model = modelNamed(freshModel())
    cachePointer(model, pointer(5, model), 0)

    cachePointer(model, { ...pointer(5, model), stable: 'green' }, 0)
    cachePointer(model, pointer(4, model), 0)

    expect(cachedPointer(model)).toEqual(pointer(5, model))
    expect(cachePointer(model, pointer(6, model), 0).revision).toBe(6)
  })

  it('is followed without a read for as long as the reporting schedule allows', () => {
    const model = modelNamed(freshModel())
    const { asked, bindings } = asking(never)
    cachePointer(model, pointer(1, model), 0, 250)

    const known = readPointer(bindings, model, request, 999)

    expect(known).toEqual(pointer(1, model))
    expect(asked.times).toBe(0)
  })
})

describe('a pointer that is no longer fresh', () => {
  it('is read again by one call, which follows the new one', async () => {
    const model = modelNamed(freshModel())
    const { asked, bindings } = asking(() => Promise.resolve(pointer(2, model)))
    cachePointer(model, pointer(1, model), 0, 250)

    const [first, second] = [
      readPointer(bindings, model, request, 1_000),
      readPointer(bindings, model, request, 1_000),
    ]

    expect(await first).toEqual(pointer(2, model))
    expect(second).toEqual(pointer(1, model))
    expect(asked.times).toBe(1)
  })

  it('is followed when a read takes more than a quarter of a second', async () => {
    const model = modelNamed(freshModel())
    const { bindings } = asking(never)
    cachePointer(model, pointer(1, model), 0, 250)
    const startedAt = Date.now()

    const followed = await readPointer(bindings, model, request, 1_000)

    expect(followed).toEqual(pointer(1, model))
    expect(Date.now() - startedAt).toBeLessThan(1_000)
  })

  it('is read less and less often while reads fail', async () => {
    const model = modelNamed(freshModel())
    const { asked, bindings } = asking(() => Promise.reject(new Error('unreachable')))
    cachePointer(model, pointer(1, model), 0, 250)

    for (let now = 0; now < 60_000; now += 100) await readPointer(bindings, model, request, now)

    expect(asked.times).toBe(6)
  })
})

describe('the pointer of a preview', () => {
  it('is read from the coordinator when the known one is older', async () => {
    const model = modelNamed(freshModel())
    const { asked, bindings } = asking(async () => pointer(7, model))

    const found = await pointerSince(bindings, model, pointer(6, model), 7)

    expect([found.revision, asked.times, cachedPointer(model)?.revision]).toEqual([7, 1, 7])
  })

  it('is the known one when that is new enough, or the coordinator fails', async () => {
    const model = modelNamed(freshModel())
    const { asked, bindings } = asking(() => Promise.reject(new Error('gone')))

    expect((await pointerSince(bindings, model, pointer(7, model), 7)).revision).toBe(7)
    expect(asked.times).toBe(0)
    expect((await pointerSince(bindings, model, pointer(6, model), 7)).revision).toBe(6)
  })
})
