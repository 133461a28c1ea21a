import { z } from 'zod'
import { contentSchema, promptOfText, promptOf } from './prompt.ts'
import type { GenerationRequest } from './generator.ts'

const common = {
  model: z.string().optional(),
  max_tokens: z.int().min(1).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().gt(0).max(1).nullish(),
  seed: z.int().nullish(),
  stop: z.union([z.string().min(1), z.array(z.string().min(1)).max(4)]).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().optional() }).nullish(),
  n: z.literal(1, { error: 'this server returns one choice per call' }).nullish(),
  /** Extension of vLLM and TGI: continues past the end of the text. */
  ignore_eos: z.boolean().nullish(),
}

/** Body of `POST /v1/chat/completions`; other fields are ignored. */
export const chatSchema = z.object({
  ...common,
  messages: z
    .array(
      z.object({
        role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
        content: contentSchema,
      })
    )
    .min(1),
  max_completion_tokens: z.int().min(1).nullish(),
})

/** Body of `POST /v1/completions`. */
export const completionSchema = z.object({
  ...common,
  prompt: z.union([z.string(), z.array(z.string()).length(1)]),
})

export type ChatRequest = z.infer<typeof chatSchema>
export type CompletionRequest = z.infer<typeof completionSchema>

const CHAT_TOKENS = 256
const COMPLETION_TOKENS = 16

export function requestOfChat(request: ChatRequest): GenerationRequest {
  const maxTokens = request.max_completion_tokens ?? request.max_tokens ?? CHAT_TOKENS
  return { ...commonRequest(request), prompt: promptOf(request.messages), maxTokens }
}

export function requestOfCompletion(request: CompletionRequest): GenerationRequest {
  const prompt = promptOfText([request.prompt].flat().join(''))
  return { ...commonRequest(request), prompt, maxTokens: request.max_tokens ?? COMPLETION_TOKENS }
}

function commonRequest(request: ChatRequest | CompletionRequest) {
  return {
    temperature: request.temperature ?? 1,
    topP: request.top_p ?? 1,
    seed: request.seed ?? undefined,
    stop: [request.stop ?? []].flat(),
    ignoreEnd: request.ignore_eos ?? false,
  }
}
