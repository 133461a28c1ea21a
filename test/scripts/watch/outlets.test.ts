import { EventEmitter } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { failure } from '../../../scripts/cli/failure.ts'
import { changeLines, jsonLine, textLine } from '../../../scripts/cli/watch/change-lines.ts'
import { liveOutlet, type Outlet } from '../../../scripts/cli/watch/outlets.ts'
import { failed } from '../../../scripts/cli/watch/view-state.ts'
import { endOfWatch } from '../../../scripts/cli/watch/watch-end.ts'
import { statusOf } from '../fake-admin.ts'
import { lookAt, now, rolloutOf, stateWith, terminal } from './looks.ts'

class FakeTerminal extends EventEmitter {
  written = ''
  write(text: string): void {
    this.written += text
  }
}

let outlet: Outlet | undefined
afterEach(() => {
  outlet?.close()
  outlet = undefined
})

describe('the outlet of a terminal', () => {
  it('takes another screen, draws again at its new size, and gives the old screen back', () => {
    const output = new FakeTerminal()
    let columns = 80
    outlet = liveOutlet(output, () => ({ ...terminal, columns }))

    outlet.show(stateWith(lookAt()))
    const first = output.written
    columns = 40
    output.emit('resize')
    const second = output.written.slice(first.length)
    outlet.close()
    const end = output.written.slice(first.length + second.length)

    expect(first.startsWith('\u001b[?1049h\u001b[?25l')).toBe(true)
    expect(first).toContain('SHIFTING')
    expect(second).toContain('\u001b[H')
    expect(second.split('\r\n').length).toBeGreaterThan(first.split('\r\n').length)
    expect(end.startsWith('\u001b[?25h\u001b[?1049l')).toBe(true)
    // What was shown last stays.
    expect(end).toContain('SHIFTING')
  })

  it('leaves no listener behind', () => {
    const before = process.listenerCount('SIGTSTP') + process.listenerCount('exit')
    const output = new FakeTerminal()

    liveOutlet(output, () => terminal).close()

    expect(process.listenerCount('SIGTSTP') + process.listenerCount('exit')).toBe(before)
    expect(output.listenerCount('resize')).toBe(0)
    expect(output.written).toBe('')
  })
})

describe('the lines of a log', () => {
  const first = lookAt()
  const health = { ...first.status.health.green, calls: 999 }

  it('are one for each change, and none for other numbers', () => {
    const linesOf = changeLines(textLine)
    const counted = lookAt({ health: { ...first.status.health, green: health } })

    const lines = [first, counted, lookAt({ weight: 50, revision: 6 })].flatMap((look) =>
      linesOf(stateWith(look), now)
    )

    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatch(
      /^\d\d:\d\d:\d\d UTC\S* {2}chat r5 {2}shifting: green tiny-gpt-v2 10 % ← blue tiny-gpt-v1, healthy; by router: first start$/
    )
    expect(lines[1]).toContain('chat r6  shifting: green tiny-gpt-v2 50 %')
  })

  it('are none while there is no answer', () => {
    const lost = failed(stateWith(first), failure('unreachable', 'lost'), now)

    expect(changeLines(textLine)(lost, now)).toEqual([])
  })

  it('are one document each as JSON', () => {
    const models = [statusOf(), statusOf({ model: 'vad' })]
    const state = stateWith({ kind: 'all', models, you: undefined })

    const lines = changeLines(jsonLine)(state, now)

    expect(lines.map((line): unknown => JSON.parse(line))).toEqual(models)
  })
})

describe('the end of a view', () => {
  function partialAfter(...looks: readonly ReturnType<typeof lookAt>[]) {
    const end = endOfWatch()
    for (const look of looks) end.saw(stateWith(look))
    return end.partial()
  }

  const underWay = lookAt({}, { rollout: rolloutOf('running') })
  const atRest = { ...lookAt(), status: statusOf() }

  it.each([
    ['rolled_back', 'rolled_back'],
    ['superseded', 'superseded'],
    ['completed', undefined],
  ] as const)('is that of the rollout that it saw: %s', (result, partial) => {
    expect(partialAfter(underWay, { ...atRest, rollout: rolloutOf(result) })).toBe(partial)
  })

  it('says that the rollout is still under way', () => {
    expect(partialAfter(underWay)).toBe('under_way')
    expect(partialAfter(lookAt())).toBe('under_way')
  })

  it('takes no rollout that was over before, but one that began and ended between two looks', () => {
    const before = { ...atRest, rollout: rolloutOf('rolled_back') }

    expect(partialAfter(before, before)).toBeUndefined()
    expect(
      partialAfter(before, { ...atRest, rollout: rolloutOf('rolled_back', { id: 'chat-9' }) })
    ).toBe('rolled_back')
  })
})
