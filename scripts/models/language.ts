import { loadModule } from 'cld3-asm'
import { z } from 'zod'
import { json, parseJson, type Call, type Reply, type Route, type WholeReply } from './http.ts'

/** What a model says of the language of a text. */
type Detection = {
  /** Code of ISO 639-1; empty when no language was found. */
  readonly label: string
  readonly reliable: boolean
}

/** Identifies the language of a text. */
type Detect = (text: string) => Detection

/**
 * Loads a model of language identification. ELD is the better one: on pairs of words it is right in 90 %
 * of the cases, CLD3 in 69 %.
 */
export async function loadLanguage(version: 'eld' | 'cld3'): Promise<Detect> {
  return version === 'eld' ? loadEld() : loadCld3()
}

/** https://github.com/nitotm/efficient-language-detector-js */
async function loadEld(): Promise<Detect> {
  const { eld } = await import('eld/small')
  return (text) => {
    const found = eld.detect(text)
    return { label: found.language, reliable: found.isReliable() }
  }
}

/** https://github.com/google/cld3, in WebAssembly. */
async function loadCld3(): Promise<Detect> {
  const identifier = (await loadModule()).create(0, 1_000)
  return (text) => {
    const { language, is_reliable: reliable } = identifier.findLanguage(text)
    return { label: language, reliable }
  }
}

const schema = z.strictObject({ text: z.string().min(1) })

/** The route of a classifier: `POST /predict` with a text. */
export function languageRoutes(detect: Detect, onWork: () => void): readonly Route[] {
  const answer = (call: Call): Reply => {
    const request = parseJson(call.body, schema)
    if (!request.ok) return languageError(400, request.refusal)
    onWork()
    return json(detect(request.value.text))
  }
  return [{ method: 'POST', path: /^\/predict$/, answer }]
}

export function languageError(status: number, message: string): WholeReply {
  return json({ error: message }, status)
}
