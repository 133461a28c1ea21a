import { styleText } from 'node:util'
import type { Screen } from './screen.ts'

type Style = Parameters<typeof styleText>[0]

/** Styles by their meaning. Each text that has one says the same in words or signs. */
const styles = {
  title: 'bold',
  minor: 'dim',
  good: 'green',
  active: 'cyan',
  warning: 'yellow',
  danger: ['red', 'bold'],
} as const satisfies Readonly<Record<string, Style>>

export type Meaning = keyof typeof styles

/** Returns a text in the style of its meaning, where the screen has colors. */
export function paint({ colors }: Pick<Screen, 'colors'>, meaning: Meaning, text: string): string {
  if (!colors || text === '') return text
  return styleText(styles[meaning], text, { validateStream: false })
}

const verdicts: ReadonlyMap<string, Meaning> = new Map([
  ['healthy', 'good'],
  ['faulty', 'danger'],
  ['undecided', 'warning'],
  ['not_live', 'minor'],
  ['not_judged', 'minor'],
])

/** Returns the meaning of the kind of a verdict. */
export function meaningOf(kind: string): Meaning {
  return verdicts.get(kind) ?? 'warning'
}
