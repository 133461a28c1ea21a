import { z } from 'zod'
import type { GenerationRequest } from './generator.ts'
import { promptOfText, promptOf } from './prompt.ts'

const optionsSchema = z.object({
  seed: z.int().optional(),
  temperature: z.number().min(0).optional(),
  top_p: z.number().gt(0).max(1).optional(),
  /** Maximum number of tokens; -1 generates until the text ends. */
  num_predict: z.int().min(-1).optional(),
  stop: z.array(z.string().min(1)).optional(),
})

const common = {
  model: z.string().min(1, { error: 'model is required' }),
  /** Ollama streams by default. */
  stream: z.boolean().default(true),
  options: optionsSchema.default({}),
}

/** Body of `POST /api/chat`; other fields are ignored. */
export const chatSchema = z.object({
  ...common,
  messages: z.array(
    z.object({ role: z.enum(['system', 'user', 'assistant', 'tool']), content: z.string() })
  ),
})

/** Body of `POST /api/generate`. */
export const generateSchema = z.object({
  ...common,
  prompt: z.string().default(''),
  system: z.string().default(''),
})

/** Body of `DELETE /api/delete`; older clients send `name`. */
export const deleteSchema = z
  .object({ model: z.string().optional(), name: z.string().optional() })
  .transform(({ model, name }) => model ?? name ?? '')

export function requestOfChat(request: z.infer<typeof chatSchema>): GenerationRequest {
  return { ...requestOf(request.options), prompt: promptOf(request.messages) }
}

export function requestOfGenerate(request: z.infer<typeof generateSchema>): GenerationRequest {
  const system = request.system === '' ? '' : `${request.system}\n`
  return { ...requestOf(request.options), prompt: promptOfText(system + request.prompt) }
}

const DEFAULT_TOKENS = 256
const UNTIL_END = 100_000

function requestOf(options: z.infer<typeof optionsSchema>) {
  const tokens = options.num_predict ?? DEFAULT_TOKENS
  return {
    maxTokens: tokens === -1 ? UNTIL_END : tokens,
    temperature: options.temperature ?? 0.8,
    topP: options.top_p ?? 0.9,
    seed: options.seed,
    stop: options.stop ?? [],
    ignoreEnd: false,
  }
}
