import { isDefault, probeSetting, type Probe, type Range } from './probe-setting.ts'
import { settingTexts, type SettingText } from './setting-texts.ts'

/** Returns the rows of the table of settings in Markdown; the first is the head. */
export function settingRows(): readonly (readonly string[])[] {
  const rows = Object.entries<SettingText>(settingTexts).map(([key, text]) => {
    const probe = probeSetting(key)
    return [`\`${key}\``, takesOf(key, probe, text), defaultOf(key, probe, text), text.means]
  })
  return [['key', 'takes', 'default', 'means'], ...rows]
}

function takesOf(key: string, probe: Probe, { takes, unit }: SettingText): string {
  if (takes !== undefined) return takes
  if (probe.isFlag) return '`true` or `false`'
  const texts = [
    ...(probe.takesDuration ? ['`"5s"`'] : []),
    ...(probe.takesPercentage ? ['`"1%"`'] : []),
  ]
  const text = texts.length === 0 ? '' : `, or ${texts.join(' or ')}`
  if (probe.range !== undefined)
    return `${unit ?? nounOf(probe.range)}, ${boundsOf(probe.range)}${text}`
  throw new Error(`${key}: say in setting-texts.ts what it takes`)
}

function nounOf({ isWhole }: Range): string {
  return isWhole ? 'whole number' : 'number'
}

function boundsOf({ from, isAbove, to }: Range): string {
  if (from === undefined || to === undefined) throw new Error('a number without bounds')
  return isAbove ? `above ${shown(from)} to ${shown(to)}` : `${shown(from)} to ${shown(to)}`
}

/** Without an exponent, as in TOML that people write. */
function shown(value: number): string {
  return value.toLocaleString('en-US', { useGrouping: false, maximumSignificantDigits: 15 })
}

/** A default in TOML must be the one of the schema. */
function checkedDefault(key: string, standard: string): string {
  const [, toml] = /^`(.*)`$/.exec(standard) ?? []
  if (toml === undefined || isDefault(key, JSON.parse(toml))) return standard
  throw new Error(`${key}: the default of the schema is not ${toml}`)
}

function defaultOf(key: string, probe: Probe, { standard }: SettingText): string {
  if (probe.isRequired) return 'required'
  if (standard !== undefined) return checkedDefault(key, standard)
  if (probe.standard !== undefined) return `\`${probe.standard}\``
  throw new Error(`${key}: say in setting-texts.ts what its default is`)
}
