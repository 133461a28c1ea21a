/** Draws a number from 0 up to 1. */
export type Rng = () => number

/** The same numbers for the same seed: xoshiro128** by Blackman and Vigna, 53 bits a draw. */
export function rngOf(seed: number): Rng {
  const state = Uint32Array.from([0, 1, 2, 3], (index) => scatter(seed + index * 0x9e3779b9))
  const next = (): number => {
    const a = state[0] ?? 0
    const b = state[1] ?? 0
    const c = state[2] ?? 0
    const d = state[3] ?? 0
    const drawn = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0
    state[0] = a ^ d ^ b
    state[1] = b ^ c ^ a
    state[2] = c ^ a ^ (b << 9)
    state[3] = rotate(d ^ b, 11)
    return drawn
  }
  return () => (next() * 2 ** 21 + (next() >>> 11)) / 2 ** 53
}

/** Time until the next event of a Poisson process, in units of 1 / rate. */
export function waitOf(rng: Rng, rate: number): number {
  return -Math.log(1 - rng()) / rate
}

/** A distribution of durations: its median, and the standard deviation of its logarithm. */
export interface Lognormal {
  readonly medianMs: number
  readonly sigma: number
}

/** Draws a duration, by the Box–Muller transform. */
export function lognormalOf(rng: Rng, { medianMs, sigma }: Lognormal): number {
  const normal = Math.sqrt(-2 * Math.log(1 - rng())) * Math.cos(2 * Math.PI * rng())
  return medianMs * Math.exp(sigma * normal)
}

/** A sampler of how many of `count` trials hit, by its exact distribution. */
export function binomialOf(count: number, chance: number): (rng: Rng) => number {
  const cumulated: number[] = []
  let density = (1 - chance) ** count
  let sum = 0
  for (let hits = 0; hits <= count && sum < 1 - 1e-16; hits++) {
    sum += density
    cumulated.push(sum)
    density *= ((count - hits) / (hits + 1)) * (chance / (1 - chance))
    if (hits > count * chance && density < 1e-18) break
  }
  return (rng) => indexOf(cumulated, rng())
}

/** A sampler of the number of events of a Poisson process in a time with so many on average. */
export function poissonOf(mean: number): (rng: Rng) => number {
  const cumulated: number[] = []
  let density = Math.exp(-mean)
  let sum = 0
  for (let events = 0; sum < 1 - 1e-12 && (events < mean || density > 1e-15); events++) {
    sum += density
    cumulated.push(sum)
    density *= mean / (events + 1)
  }
  return (rng) => indexOf(cumulated, rng())
}

function indexOf(cumulated: readonly number[], drawn: number): number {
  let low = 0
  let high = cumulated.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((cumulated[middle] ?? 1) <= drawn) low = middle + 1
    else high = middle
  }
  return low
}

function rotate(bits: number, by: number): number {
  return (bits << by) | (bits >>> (32 - by))
}

/** The finalizer of MurmurHash3: neighbouring seeds give unrelated states. */
function scatter(seed: number): number {
  let hash = seed >>> 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
