import { modelSchema } from '../../src/control-plane/config/model-schema.ts'

/** The least settings of a model: all others have a default. */
const least = {
  path: '/chat',
  blue: 'https://blue.models.example',
  green: 'https://green.models.example',
}

/** What the schema takes for a setting, found by trying: it stays right however a setting is parsed. */
export interface Probe {
  readonly isRequired: boolean
  /** The parsed default as TOML; undefined when it has another form or there is none. */
  readonly standard: string | undefined
  /** Whether it is yes or no. */
  readonly isFlag: boolean
  /** Undefined when it takes no number. */
  readonly range: Range | undefined
  /** Whether it takes a text such as `5s`, and one such as `1%`. */
  readonly takesDuration: boolean
  readonly takesPercentage: boolean
}

export interface Range {
  readonly isWhole: boolean
  /** Undefined: as little as one likes. */
  readonly from: number | undefined
  /** Whether `from` itself is refused. */
  readonly isAbove: boolean
  readonly to: number | undefined
}

export function probeSetting(key: string): Probe {
  return {
    isRequired: key in least,
    standard: standardOf(key),
    isFlag: accepts(key, true) && accepts(key, false),
    range: rangeOf(key),
    takesDuration: ['5s', '500ms', '10m', '1h'].some((text) => accepts(key, text)),
    takesPercentage: ['1%', '5%', '0.1%'].some((text) => accepts(key, text)),
  }
}

function accepts(key: string, value: unknown): boolean {
  return parsedWith({ [key]: value }).success
}

function parsedWith(settings: Readonly<Record<string, unknown>>) {
  return modelSchema.safeParse({ ...least, ...settings })
}

function standardOf(key: string): string | undefined {
  const value: unknown = settingOf(parsedWith({}), key)
  if (value === undefined || (typeof value === 'object' && !Array.isArray(value))) return undefined
  return isDefault(key, value) ? JSON.stringify(value) : undefined
}

/** Whether a value, written out, is parsed to the same setting as none. */
export function isDefault(key: string, value: unknown): boolean {
  const [written, none] = [parsedWith({ [key]: value }), parsedWith({})]
  return JSON.stringify(settingOf(written, key)) === JSON.stringify(settingOf(none, key))
}

function settingOf(parsed: ReturnType<typeof parsedWith>, key: string): unknown {
  return parsed.data === undefined ? undefined : Reflect.get(parsed.data, key)
}

const MOST = 1e15

function rangeOf(key: string): Range | undefined {
  const known = [1, 0.5, 0.05, 2, 10].find((value) => accepts(key, value))
  if (known === undefined) return undefined
  const isWhole = ![0.5, 0.005, 1.5, 2.5].some((value) => accepts(key, value))
  const to = accepts(key, MOST) ? undefined : edge(key, known, MOST, isWhole)
  return { isWhole, ...lowerOf(key, known, isWhole), to }
}

function lowerOf(key: string, known: number, isWhole: boolean): Pick<Range, 'from' | 'isAbove'> {
  if (accepts(key, -MOST)) return { from: undefined, isAbove: false }
  if (accepts(key, 0)) return { from: edge(key, 0, -MOST, isWhole), isAbove: false }
  if (accepts(key, Number.MIN_VALUE)) return { from: 0, isAbove: true }
  return { from: edge(key, known, 0, isWhole), isAbove: false }
}

/** Returns the last accepted number between an accepted and a refused one. */
function edge(key: string, accepted: number, refused: number, isWhole: boolean): number {
  let [good, bad] = [accepted, refused]
  for (;;) {
    const middle = isWhole ? good + Math.trunc((bad - good) / 2) : good + (bad - good) / 2
    if (middle === good || middle === bad) return good
    if (accepts(key, middle)) good = middle
    else bad = middle
  }
}
