/** A value of a workerd config. An undefined field is left out. */
export type CapnpValue =
  | string
  | number
  | boolean
  | Embedded
  | readonly CapnpValue[]
  | { readonly [field: string]: CapnpValue | undefined }

/** The text of a file in the folder of the config. */
export class Embedded {
  readonly file: string

  constructor(file: string) {
    this.file = file
  }
}

/**
 * Returns a value in the text format of Cap'n Proto, which workerd reads its config in.
 * @see https://capnproto.org/language.html
 */
export function capnpText(value: CapnpValue): string {
  if (typeof value === 'string') return quoted(value)
  if (typeof value !== 'object') return String(value)
  if (value instanceof Embedded) return `embed ${quoted(value.file)}`
  if (isList(value)) return `[${value.map(capnpText).join(', ')}]`
  const fields = Object.entries(value).flatMap(([name, field]) =>
    field === undefined ? [] : [`${name} = ${capnpText(field)}`]
  )
  return `(${fields.join(', ')})`
}

function isList(value: object): value is readonly CapnpValue[] {
  return Array.isArray(value)
}

/** The format has no escapes of Unicode. It takes every character as it is, but those that end or escape the text. */
function quoted(text: string): string {
  const escaped = text.replaceAll(/["\\\p{Cc}]/gu, (character) =>
    character > '\x7f' ? character : escapeOf(character)
  )
  return `"${escaped}"`
}

function escapeOf(character: string): string {
  if (character === '"' || character === '\\') return `\\${character}`
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`
}
