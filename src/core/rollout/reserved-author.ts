/** Letters and digits of other scripts and styles that look like the letters of those names. */
const lookAlikes: Readonly<Record<string, string>> = {
  a: 'аαɑᴀ',
  b: 'ьвʙβ',
  d: 'ԁɗᴅ',
  e: 'еεєҽᴇ3',
  g: 'ɡցɢ',
  k: 'кκᴋ',
  l: 'ӏιıіiʟ1|ǀ',
  o: 'оοօσᴏ0ø',
  p: 'рρᴘ',
  r: 'гʀꭇᴦ',
  s: 'ѕꜱ5$',
  t: 'тτᴛ',
  u: 'υսᴜцv',
  y: 'уγүʏ',
}

const letterOf: ReadonlyMap<string, string> = new Map(
  Object.entries(lookAlikes).flatMap(([letter, others]) =>
    Array.from(others, (other) => [other, letter] as const)
  )
)

/** Authors of the router's own changes, which no operator may claim to be, without their hyphens. */
const authors = ['router', 'deploy', 'breakglass'] as const

const reservedAuthors = plainSetOf(authors)

/** Sources of changes that come from no command, besides the authors. */
const reservedSources = plainSetOf([
  ...authors,
  'detector',
  'rollout',
  'verification',
  'kv',
  'isolate',
])

/**
 * Whether a name belongs to the router's own changes, or looks as if it did: in another case or
 * script, with accents, spaces or punctuation.
 */
export function isReservedAuthor(name: string): boolean {
  return reservedAuthors.has(plainOf(name))
}

/** Whether a source is one of the router's own, or looks as if it were, like an author. */
export function isReservedSource(name: string): boolean {
  return reservedSources.has(plainOf(name))
}

function plainSetOf(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.map(plainOf))
}

/** Spells a name as its look-alikes are spelled too. */
function plainOf(name: string): string {
  const plain = name.normalize('NFKD').toLowerCase().normalize('NFKD')
  const letters = Array.from(plain, (character) => letterOf.get(character) ?? character)
  return letters.join('').replaceAll(/[^\p{L}\p{N}]/gu, '')
}
