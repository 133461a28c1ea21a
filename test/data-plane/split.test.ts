import { expect, it } from 'vitest'
import { coldIsolate, type Isolate } from '../support/worker/isolate.ts'
import { command, freshModel, seenBy } from '../support/worker/router-under-test.ts'
import { routerFieldOf } from '../support/router-field.ts'

const callers = Array.from({ length: 24 }, (_, index) => `Bearer sk-${index}`)

/** Sends one call; returns the color that answered. */
async function colorOf(isolate: Isolate, model: string, headers: Record<string, string>) {
  const response = await isolate.call(model, { headers })
  await response.arrayBuffer()
  return routerFieldOf(response)?.color
}

/** The callers of a model whose calls an isolate sends to green. */
async function onGreen(
  isolate: Isolate,
  model: string,
  sent = callers
): Promise<readonly string[]> {
  const green: string[] = []
  for (const authorization of sent) {
    if ((await colorOf(isolate, model, { authorization })) === 'green') green.push(authorization)
  }
  return green
}

async function switchBySteps(model: string): Promise<void> {
  const steps = [{ weight: 20, seconds: 600 }, { weight: 60 }]
  await command(model, 'switch', { to: 'green', reason: 'test', steps })
}

it('keeps each caller on a color, on every isolate, and moves none back at the next step', async () => {
  const model = freshModel()
  await switchBySteps(model)

  const first = await onGreen(coldIsolate(), model)
  const another = coldIsolate()
  const again = await onGreen(another, model)
  const respelled = await onGreen(
    another,
    model,
    first.map((key) => key.replace('Bearer', 'bearer'))
  )
  await command(model, 'promote')
  const second = await onGreen(coldIsolate(), model)

  expect(first.length).toBeGreaterThan(0)
  expect(first.length).toBeLessThan(callers.length / 2)
  expect(again).toEqual(first)
  expect(respelled).toHaveLength(first.length)
  expect(second.length).toBeGreaterThan(first.length)
  expect(second).toEqual(expect.arrayContaining([...first]))
})

it('frees all callers at a rollback at once', async () => {
  const model = freshModel()
  await switchBySteps(model)
  const before = await onGreen(coldIsolate(), model)
  await command(model, 'rollback')

  expect(before).not.toEqual([])
  expect(await onGreen(coldIsolate(), model)).toEqual([])
})

it('draws each call without a key anew', async () => {
  const model = freshModel()
  await command(model, 'switch', { to: 'green', reason: 'test', steps: [{ weight: 50 }] })
  const isolate = coldIsolate()

  const colors = new Set<string | undefined>()
  for (let count = 0; count < 200 && colors.size < 2; count++) {
    colors.add(await colorOf(isolate, model, {}))
  }

  expect(colors).toEqual(new Set(['blue', 'green']))
  expect((await seenBy(model, 'green')).length).toBeGreaterThan(0)
})
