/** Sampling parameters; temperature 0 always takes the likeliest token. */
export type Sampling = {
  readonly temperature: number
  readonly topP: number
}

/** Draws a token id from logits; `random` returns numbers in [0, 1). */
export function sample(logits: ArrayLike<number>, sampling: Sampling, random: () => number) {
  const ranked = Array.from(logits, (logit, id) => ({ id, logit })).toSorted(
    (a, b) => b.logit - a.logit
  )
  const best = ranked[0]
  if (best === undefined) throw new Error('a model without a vocabulary')
  if (sampling.temperature === 0) return best.id

  const weights = ranked.map(({ logit }) => Math.exp((logit - best.logit) / sampling.temperature))
  const nucleus = nucleusOf(weights, sampling.topP)
  let left = random() * nucleus.reduce((sum, weight) => sum + weight, 0)
  const drawn = nucleus.findIndex((weight) => (left -= weight) < 0)
  return ranked[Math.max(drawn, 0)]?.id ?? best.id
}

/** Returns a seeded generator of numbers in [0, 1): mulberry32, the same on every machine. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Returns the first weights whose sum reaches the share `topP` of the total. */
function nucleusOf(weights: readonly number[], topP: number): readonly number[] {
  const goal = topP * weights.reduce((sum, weight) => sum + weight, 0)
  let sum = 0
  const last = weights.findIndex((weight) => (sum += weight) >= goal)
  return last < 0 ? weights : weights.slice(0, last + 1)
}
