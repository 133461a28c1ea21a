import { colors } from '../../core/routing/color.ts'
import type { Model } from '../../core/routing/model.ts'
import type { UnusableColors } from '../../core/routing/usable-pointer.ts'
import { log } from '../../platform/log.ts'

/**
 * Returns the colors of a model whose headers cannot be set, and logs each. Only that color stops:
 * the other one and the other models are served.
 */
export function unusableColorsOf(
  model: string,
  secretHeaders: Model['secretHeaders'],
  secrets: object
): UnusableColors {
  const found = colors.flatMap((color) => {
    const reason = problemOf(secretHeaders[color], secrets)
    if (reason === undefined) return []
    log('secret_missing', { model, color, reason })
    return [[color, reason] as const]
  })
  return Object.fromEntries(found)
}

/** Names the header and the secret, and never holds a value. */
function problemOf(headers: Readonly<Record<string, string>>, secrets: object): string | undefined {
  for (const [header, secret] of Object.entries(headers)) {
    const value: unknown = Reflect.get(secrets, secret)
    if (typeof value !== 'string') return `the secret ${secret} for ${header} is not set`
    if (!FIELD_VALUE.test(value.trim())) {
      return `the value of the secret ${secret} for ${header} is not valid in a header`
    }
  }
  return undefined
}

/**
 * A value without line breaks and other control characters, in Latin-1.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-5.5
 */
const FIELD_VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/
