import { setImmediate } from 'node:timers/promises'
import { sample, seededRandom, type Sampling } from './sampler.ts'
import { scanForStop } from './stop-sequences.ts'
import type { TinyGpt } from './tiny-gpt.ts'

/** A request to generate text, independent of the API dialect. */
export type GenerationRequest = Sampling & {
  readonly prompt: string
  readonly maxTokens: number
  /** The same seed gives the same text; undefined gives a different text on each call. */
  readonly seed: number | undefined
  readonly stop: readonly string[]
  /** Continues past the end of a text, until `maxTokens`. */
  readonly ignoreEnd: boolean
}

/** A stretch of text, or the end with its reason and the token counts. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'end'
      readonly reason: 'stop' | 'length'
      readonly stopSequence: string | undefined
      readonly promptTokens: number
      readonly tokens: number
    }

/**
 * Generates one text piece by piece. Leaving the loop or aborting `signal` stops after the current
 * token.
 */
export type Generate = (request: GenerationRequest, signal: AbortSignal) => AsyncIterable<Piece>

/** Returns a generator for `model` that calls `onToken` for each computed token. */
export function generatorOf(model: TinyGpt, onToken: () => void): Generate {
  return (request, signal) => piecesOf(model, request, signal, onToken)
}

/**
 * Collects the whole text and its end, for answers that are not streamed. Throws when the client
 * disconnected.
 */
export async function gather(pieces: AsyncIterable<Piece>) {
  let text = ''
  for await (const piece of pieces) {
    if (piece.kind === 'end') return { text, end: piece }
    text += piece.text
  }
  throw new Error('the client disconnected')
}

async function* piecesOf(
  model: TinyGpt,
  request: GenerationRequest,
  signal: AbortSignal,
  onToken: () => void
): AsyncGenerator<Piece> {
  const prompt = model.encode(request.prompt)
  const end = { kind: 'end', stopSequence: undefined, promptTokens: prompt.length } as const
  let tokens = 0
  let held = ''
  for await (const character of charactersOf(model, prompt, request, signal)) {
    onToken()
    tokens += 1
    const scan = scanForStop(held + character, request.stop)
    held = scan.held
    if (scan.safe !== '') yield { kind: 'text', text: scan.safe }
    if (scan.found === undefined) continue
    yield { ...end, reason: 'stop', stopSequence: scan.found, tokens }
    return
  }
  if (!signal.aborted) {
    if (held !== '') yield { kind: 'text', text: held }
    yield { ...end, reason: tokens < request.maxTokens ? 'stop' : 'length', tokens }
  }
}

/**
 * Yields one character per token until the text ends or has `maxTokens`. The first token never ends
 * the text.
 */
async function* charactersOf(
  model: TinyGpt,
  prompt: readonly number[],
  request: GenerationRequest,
  signal: AbortSignal
): AsyncGenerator<string> {
  const random = seededRandom(request.seed ?? Math.floor(Math.random() * 2 ** 32))
  const continuation = model.start(prompt)
  let chosen: number | undefined
  for (let count = 0; count < request.maxTokens; count += 1) {
    // Inference runs on this thread. Without a turn of the event loop, other requests wait and a
    // client disconnect goes unnoticed.
    await setImmediate()
    if (signal.aborted) return
    const logits = await continuation.next(chosen)
    if (count === 0) logits[model.endId] = -Infinity
    chosen = sample(logits, request, random)
    if (chosen === model.endId && !request.ignoreEnd) return
    yield model.decode(chosen)
  }
}
