import { setTimeout } from 'node:timers/promises'
import * as fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { started, type StartedCall } from '../support/wire/client.ts'
import { answerWith } from '../support/wire/exchange.ts'
import type { Header, Taken, WireOrigin } from '../support/wire/origin.ts'
import { paired, type PairModel } from '../support/wire/pair.ts'

const CALLERS = 20
const HONEST_PER_SECOND = 25
const ATTACKS_PER_SECOND = 50
const ATTACK_MS = 4_000

const { blue, green, router, fresh } = paired({ first_byte_objective_seconds: 2 })

const stops: (() => void)[] = []

afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

/** What both colors do with a call of the attacker: its input breaks them, or is refused. */
const effects = ['500', '503', '429', '404', 'hang', 'cut', 'reset'] as const
type Effect = (typeof effects)[number]

/** How the attacker names itself. The key `known` has succeeded before. */
const keys = ['random', 'known', 'spellings', 'none'] as const

interface Attack {
  readonly effect: Effect
  readonly key: (typeof keys)[number]
  readonly path: string
  /** Whether the call forbids its repetition, so that no pair shows whose fault it is. */
  readonly isAlone: boolean
}

const attacks = fc.record({
  effect: fc.constantFrom(...effects),
  key: fc.constantFrom(...keys),
  path: fc.constantFrom('/v1/chat/completions', '/v1/completions', '/only-here'),
  isAlone: fc.boolean(),
})

function keyOf({ key }: Attack, count: number): readonly Header[] {
  switch (key) {
    case 'random':
      return [['authorization', `Bearer stranger-${count}`]]
    case 'known':
      return [['authorization', 'Bearer attacker']]
    case 'spellings':
      return count % 2 === 0
        ? [['authorization', `bearer  ATTACKER`]]
        : [['x-api-key', count % 4 === 1 ? 'Attacker' : 'attacker ']]
    case 'none':
      return []
  }
}

function begin({ name }: PairModel, path: string, headers: readonly Header[]): StartedCall {
  const call = started(router().url, `/${name}${path}`, { method: 'POST', headers, body: '{}' })
  call.answer.then(({ body }) => body()).catch(() => undefined)
  return call
}

/** Starts calls at a steady rate until the test ends. */
function load(perSecond: number, start: (count: number) => StartedCall): void {
  const calls: StartedCall[] = []
  const sending = setInterval(() => calls.push(start(calls.length)), 1_000 / perSecond)
  stops.push(() => {
    clearInterval(sending)
    for (const { leave } of calls) leave()
  })
}

/** Answers the calls of an origin until the test ends; those of the attacker have their effect. */
function serve(origin: WireOrigin, answerHonest: (taken: Taken) => void): void {
  const isOver = { yes: false }
  stops.push(() => (isOver.yes = true))
  const next = async (): Promise<void> => {
    const taken = await origin.take().taken
    if (isOver.yes) return
    const effect = taken.headers.find(([header]) => header.toLowerCase() === 'x-attack')?.[1]
    if (effect === undefined) answerHonest(taken)
    else answerAttack(taken, effect)
    return next()
  }
  void next()
}

function answerAttack(taken: Taken, effect: string): void {
  switch (effect) {
    case 'hang':
      return
    case 'reset':
      taken.socket.resetAndDestroy()
      return
    case 'cut':
      taken.response.writeHead(200, { 'content-type': 'application/json' })
      taken.response.write('{"a":')
      taken.response.once('drain', () => taken.socket.destroy())
      void setTimeout(20).then(() => taken.socket.destroy())
      return
    default:
      answerWith(taken, { status: Number(effect), body: '{}' })
  }
}

const answers = (taken: Taken) => answerWith(taken, { body: '{}' })
const fails = (taken: Taken) => answerWith(taken, { status: 500, body: '{}' })

/** A model whose callers are known, the attacker's key too, and which has just switched to green. */
async function switchedModel(): Promise<PairModel> {
  const model = fresh()
  serve(blue(), answers)
  load(HONEST_PER_SECOND, (count) =>
    begin(model, '/v1/chat/completions', [['authorization', `Bearer caller-${count % CALLERS}`]])
  )
  begin(model, '/v1/chat/completions', [['authorization', 'Bearer attacker']])
  await setTimeout(1_000)
  await model.switchTo('green')
  return model
}

function attackWith(model: PairModel, mix: readonly Attack[]): void {
  load(ATTACKS_PER_SECOND, (count) => {
    const attack = mix[count % mix.length]
    if (attack === undefined) throw new Error('an attack has at least one kind of call')
    const never: readonly Header[] = attack.isAlone ? [['x-bluegreen-failover', 'never']] : []
    const headers: readonly Header[] = [['x-attack', attack.effect], ...keyOf(attack, count)]
    return begin(model, attack.path, [...headers, ...never])
  })
}

const mixes = fc.sample(fc.array(attacks, { minLength: 1, maxLength: 4 }), { numRuns: 4, seed: 7 })
const everything: readonly Attack[] = effects.flatMap((effect) =>
  keys.map((key) => ({ effect, key, path: '/v1/chat/completions', isAlone: true }))
)

test.each([...mixes, everything].map((mix) => [JSON.stringify(mix.slice(0, 4)), mix] as const))(
  'keeps a healthy candidate, and goes back from a bad one, under %s',
  async (_, mix) => {
    const good = await switchedModel()
    serve(green(), answers)
    attackWith(good, mix)

    await setTimeout(ATTACK_MS)
    const status = await router().statusOf(good.name)
    expect(status).toMatchObject({ live: 'green', quarantined: null })
    for (const stop of stops.splice(0)) stop()

    const bad = await switchedModel()
    serve(green(), fails)
    attackWith(bad, mix)

    await expect
      .poll(() => router().statusOf(bad.name), { timeout: 5_000, interval: 50 })
      .toMatchObject({ live: 'blue', quarantined: 'green' })
  },
  30_000
)
