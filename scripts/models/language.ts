import { z } from 'zod'
import { json, parseJson, type Route, type WholeReply } from './http.ts'
import type { Detect } from './language-models.ts'

const classifySchema = z.object({ inputs: z.string().min(1).max(1_000) })

/** The route of Hugging Face's text classification: a list of labels with scores. */
export function languageRoutes(detect: Detect): readonly Route[] {
  return [
    {
      method: 'POST',
      path: /^\/classify$/,
      answer: ({ body }) => {
        const request = parseJson(body, classifySchema)
        if (!request.ok) return languageError(422, request.refusal)
        return json(detect(request.value.inputs))
      },
    },
  ]
}

export function languageError(status: number, message: string): WholeReply {
  return json({ error: message, error_type: 'validation' }, status)
}
