import { setImmediate } from 'node:timers/promises'
import { sample, seededRandom, type Sampling } from './sampler.ts'
import { scanForStop } from './stop-sequences.ts'
import type { TinyGpt } from './tiny-gpt.ts'

/** What every dialect asks for, after its own request has been parsed. */
export type GenerationRequest = Sampling & {
  readonly prompt: string
  readonly maxTokens: number
  /** Same seed, same text. Without one every call differs. */
  readonly seed: number | undefined
  readonly stop: readonly string[]
  /** Goes on past the end of a text, until `maxTokens`. */
  readonly ignoreEnd: boolean
}

/** A stretch of text, or the end: why, and how many tokens were read and written. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'end'
      readonly reason: 'stop' | 'length'
      readonly stopSequence: string | undefined
      readonly promptTokens: number
      readonly tokens: number
    }

/** The pieces of one text. Leaving the loop, or aborting `signal`, ends the work with that token. */
export type Generate = (generation: GenerationRequest, signal: AbortSignal) => AsyncIterable<Piece>

/** `onToken` is called for each token that the model has worked on. */
export function generatorOf(model: TinyGpt, onToken: () => void): Generate {
  return (generation, signal) => piecesOf(model, generation, signal, onToken)
}

/** The whole text and its end, for answers that are not streamed. */
export async function gather(pieces: AsyncIterable<Piece>) {
  let text = ''
  for await (const piece of pieces) {
    if (piece.kind === 'end') return { text, end: piece }
    text += piece.text
  }
  throw new Error('the client went away')
}

async function* piecesOf(
  model: TinyGpt,
  generation: GenerationRequest,
  signal: AbortSignal,
  onToken: () => void
): AsyncGenerator<Piece> {
  const prompt = model.encode(generation.prompt)
  const end = { kind: 'end', stopSequence: undefined, promptTokens: prompt.length } as const
  let tokens = 0
  let held = ''
  for await (const character of charactersOf(model, prompt, generation, signal)) {
    onToken()
    tokens += 1
    const settled = scanForStop(held + character, generation.stop)
    held = settled.held
    if (settled.free !== '') yield { kind: 'text', text: settled.free }
    if (settled.found === undefined) continue
    yield { ...end, reason: 'stop', stopSequence: settled.found, tokens }
    return
  }
  if (!signal.aborted) {
    if (held !== '') yield { kind: 'text', text: held }
    yield { ...end, reason: tokens < generation.maxTokens ? 'stop' : 'length', tokens }
  }
}

/** One character a token, until the text ends or is long enough. The first one never ends it. */
async function* charactersOf(
  model: TinyGpt,
  prompt: readonly number[],
  generation: GenerationRequest,
  signal: AbortSignal
): AsyncGenerator<string> {
  const random = seededRandom(generation.seed ?? Math.floor(Math.random() * 2 ** 32))
  const continuation = model.start(prompt)
  let chosen: number | undefined
  for (let count = 0; count < generation.maxTokens; count += 1) {
    // The runtime works on this thread: without a turn of the event loop no one else is served,
    // and a client that goes away is not noticed.
    await setImmediate()
    if (signal.aborted) return
    const logits = await continuation.next(chosen)
    if (count === 0) logits[model.endId] = -Infinity
    chosen = sample(logits, generation, random)
    if (chosen === model.endId && !generation.ignoreEnd) return
    yield model.decode(chosen)
  }
}
