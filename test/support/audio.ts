/** Samples per second, as Silero VAD requires. */
const SAMPLE_RATE = 16_000

/** Frequencies (Hz) of the first three formants of some vowels. */
const vowels = [
  [730, 1090, 2440],
  [270, 2290, 3010],
  [530, 1840, 2480],
  [570, 840, 2410],
  [300, 870, 2240],
] as const

/** Returns silence with a little microphone noise, the same in every run. */
export function silence(seconds: number): Float32Array {
  const noise = noiseOf(7)
  return Float32Array.from({ length: seconds * SAMPLE_RATE }, () => noise() * 0.001)
}

/**
 * Returns sound that a voice detector classifies as speech: a buzz at the pitch of a voice, shaped
 * by the formants of changing vowels, in syllables of a quarter of a second that begin with a hiss.
 */
export function speech(seconds: number): Float32Array {
  const noise = noiseOf(11)
  const syllable = SAMPLE_RATE / 4
  const clip = new Float32Array(seconds * SAMPLE_RATE)
  let phase = 0
  let filters = vowels[0].map(resonator)
  for (const index of clip.keys()) {
    const progress = (index % syllable) / syllable
    if (progress === 0)
      filters = (vowels[(index / syllable) % vowels.length] ?? vowels[0]).map(resonator)
    const pitch = 120 + 25 * Math.sin((2 * Math.PI * index) / SAMPLE_RATE)
    phase += pitch / SAMPLE_RATE
    const pulse = phase >= 1 ? 1 : 0
    phase %= 1
    const breath = noise() * (progress < 0.15 ? 0.2 : 0.01)
    const voice = filters.reduce((sum, filter) => sum + filter(pulse + breath), 0)
    clip[index] = 0.25 * voice * Math.sin(Math.PI * progress) ** 0.5
  }
  return clip
}

/** Concatenates clips. */
export function joined(...clips: readonly Float32Array[]): Float32Array {
  return Float32Array.from(clips.flatMap((clip) => Array.from(clip)))
}

/** Returns a two-pole filter that resonates in a band of 90 Hz around `frequency`. */
function resonator(frequency: number): (sample: number) => number {
  const radius = Math.exp((-Math.PI * 90) / SAMPLE_RATE)
  const turn = 2 * radius * Math.cos((2 * Math.PI * frequency) / SAMPLE_RATE)
  let last = 0
  let beforeLast = 0
  return (sample) => {
    const next = sample * (1 - radius) * 4 + turn * last - radius * radius * beforeLast
    beforeLast = last
    last = next
    return next
  }
}

/** Returns noise from -1 to 1: a linear congruential generator, so that a clip never changes. */
function noiseOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 31 - 1
  }
}
