/** A request to the chat model. The same seed returns the same text. */
export interface ChatRequest {
  readonly model: string
  readonly prompt: string
  readonly maxTokens: number
  readonly temperature: number
  readonly seed: number
}

/** Yields the parts that the SDK returns, and throws its errors. A whole answer is one part. */
export type SendChat = (request: ChatRequest, signal: AbortSignal) => AsyncIterable<unknown>

/** An SDK without retries. */
export interface ChatClient {
  readonly whole: SendChat
  readonly streamed: SendChat
}

/** Sets up an SDK for the model at `url`, with all of its calls made by `fetch`. */
export type Connect = (url: string, fetch: typeof globalThis.fetch) => ChatClient

/** Builds a request with an answer of a few dozen tokens. */
export function chatRequest(overrides: Partial<ChatRequest> = {}): ChatRequest {
  return {
    model: 'tiny-gpt',
    prompt: 'And God said',
    maxTokens: 40,
    temperature: 0.8,
    seed: 7,
    ...overrides,
  }
}
