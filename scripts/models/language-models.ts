import { loadModule } from 'cld3-asm'
import { eld } from 'eld'

export type LanguageVersion = 'eld' | 'cld3'

/** A label with its score, 0 to 1. */
export type Scored = { readonly label: string; readonly score: number }

/** Returns the languages that a text may be in, the most likely one first. */
export type Detect = (text: string) => readonly Scored[]

/** Languages that an answer lists. */
const MOST = 5

/** Length in bytes of the longest text that CLD3 looks at. */
const MAX_BYTES = 1_000

/** Loads a release of the language identification. */
export async function loadLanguage(version: LanguageVersion, onText: () => void): Promise<Detect> {
  const detect = version === 'eld' ? await loadEld() : await loadCld3()
  return (text) => {
    onText()
    return detect(text)
  }
}

/** Efficient language detector: https://github.com/nitotm/efficient-language-detector-js */
async function loadEld(): Promise<Detect> {
  if (!('load' in eld)) throw new Error('eld cannot load its database')
  await eld.load('small')
  return (text) =>
    Object.entries(eld.detect(text).getScores())
      .map(([label, score]) => ({ label, score }))
      .toSorted((a, b) => b.score - a.score)
      .slice(0, MOST)
}

/** Compact Language Detector 3, which needs longer texts: https://github.com/google/cld3 */
async function loadCld3(): Promise<Detect> {
  const factory = await loadModule()
  const identifier = factory.create(0, MAX_BYTES)
  return (text) =>
    identifier
      .findMostFrequentLanguages(text, MOST)
      .map(({ language, probability }) => ({ label: language, score: probability }))
}
