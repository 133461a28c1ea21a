/** What is asked of the chat model; the same seed gives the same text. */
export interface Asked {
  readonly model: string
  readonly prompt: string
  readonly maxTokens: number
  readonly temperature: number
  readonly seed: number
}

/** Gives what the SDK gives its user, part by part, and throws what it throws. A whole answer is one part. */
export type Ask = (asked: Asked, signal: AbortSignal) => AsyncIterable<unknown>

/** An SDK as its users set it up, without retries. */
export interface ChatClient {
  readonly whole: Ask
  readonly streamed: Ask
}

/** Sets up an SDK for the model at `url`, with all of its calls made by `fetch`. */
export type Connect = (url: string, fetch: typeof globalThis.fetch) => ChatClient

/** A question with an answer of some dozen tokens. */
export function asking(overrides: Partial<Asked> = {}): Asked {
  return {
    model: 'tiny-gpt',
    prompt: 'And God said',
    maxTokens: 40,
    temperature: 0.8,
    seed: 7,
    ...overrides,
  }
}
