import { describe, expect, it } from 'vitest'
import {
  parseDuration,
  parseGoal,
  parseHoldBack,
  parseSteps,
} from '../../scripts/cli/parse-arguments.ts'

describe('the words of a command', () => {
  it('may be steps, in the form of the admin route', () => {
    expect(parseSteps('1%:500ms,0.1:10m,50%')).toEqual([
      { weight: 1, seconds: 0.5 },
      { weight: 10, seconds: 600 },
      { weight: 50 },
    ])
  })

  it('may be a share to hold back, in per cent', () => {
    expect([parseHoldBack('2%'), parseHoldBack('0.02'), parseHoldBack('0%')]).toEqual([2, 2, 0])
  })

  it.each([
    ['weight=5', { kind: 'weight', weight: 5 }],
    ['weight=0.5%', { kind: 'weight', weight: 0.5 }],
    ['completed', { kind: 'completed' }],
    ['live=v3', { kind: 'live', release: 'v3' }],
  ])('may be the goal of a wait: %s', (text, goal) => {
    expect(parseGoal(text)).toEqual(goal)
  })

  it.each([
    ['500ms', 0.5],
    ['90', 90],
    ['30m', 1_800],
    ['24h', 86_400],
  ])('may be a duration: %s', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds)
  })

  it.each<[string, (text: string) => unknown, string]>([
    ['steps that fall', parseSteps, '5%:1m,1%'],
    ['a share without a sign above 1', parseHoldBack, '2'],
    ['a share above a half', parseHoldBack, '51%'],
    ['a share to wait for that cannot be', parseGoal, 'weight=101'],
    ['no share to wait for', parseGoal, 'weight=0'],
    ['no duration', parseDuration, 'soon'],
  ])('are refused as %s', (_, parse, text) => {
    expect(() => parse(text)).toThrow('It must be')
  })
})
