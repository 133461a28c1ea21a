import * as z from 'zod'
import { routerFieldOf } from '../router-field.ts'
import { send, type Answer } from '../wire/client.ts'

/** What the caller of a model saw of one call. */
export interface Seen {
  /** `answer` when the call looked like a success to the caller, whatever it contained. */
  readonly kind: 'answer' | 'error' | 'hang'
  /** 0 when no headers came. */
  readonly status: number
  readonly text: string
  /** The model that the answer names, and the color that the router names. */
  readonly model: string | undefined
  readonly color: string | undefined
  readonly failedOverFrom: string | undefined
  readonly hasUsage: boolean
  /** `error.code` of a refusal. */
  readonly code: string | undefined
  readonly retryAfter: string | undefined
  readonly ms: number
}

const event = z.object({
  model: z.string(),
  choices: z.array(z.object({ delta: z.object({ content: z.string() }) })),
  usage: z.unknown().optional(),
})

const refusal = z.object({ error: z.object({ code: z.string() }) })

type Facts = Omit<Seen, 'kind' | 'ms'>

const nothing: Facts = {
  status: 0,
  text: '',
  model: undefined,
  color: undefined,
  failedOverFrom: undefined,
  hasUsage: false,
  code: undefined,
  retryAfter: undefined,
}

/** Sends one streaming call as the SDKs do, without a retry of its own. */
export async function callOnce(url: string, path: string, maxMs: number): Promise<Seen> {
  const start = performance.now()
  const late = AbortSignal.timeout(maxMs)
  const hang = new Promise<Omit<Seen, 'ms'>>((resolve) => {
    late.addEventListener('abort', () => resolve({ ...nothing, kind: 'hang' }))
  })
  const seen = await Promise.race([seenOf(url, path), hang])
  return { ...seen, ms: performance.now() - start }
}

async function seenOf(url: string, path: string): Promise<Omit<Seen, 'ms'>> {
  const body = '{"model":"m","stream":true,"messages":[{"role":"user","content":"x"}]}'
  const headers = [['content-type', 'application/json']] as const
  const answer = await send(url, path, { method: 'POST', headers, body })
  const field = routerFieldOf(answer)
  const facts = {
    ...nothing,
    status: answer.status,
    color: field?.color,
    failedOverFrom: field?.failedOverFrom,
    retryAfter: answer.header('retry-after'),
  }
  return answer.status < 400 ? streamed(answer, facts) : refused(answer, facts)
}

async function refused(answer: Answer, facts: Facts): Promise<Omit<Seen, 'ms'>> {
  const text = String(await answer.body())
  const { code } = refusal.parse(JSON.parse(text)).error
  return { ...facts, kind: 'error', text, code }
}

/** An SDK raises an error for a body that breaks and for an event that is no JSON. */
async function streamed(answer: Answer, facts: Facts): Promise<Omit<Seen, 'ms'>> {
  try {
    const data = String(await answer.body())
      .split('\n\n')
      .filter((line) => line !== '')
    const events = data
      .filter((line) => line !== 'data: [DONE]')
      .map((line) => event.parse(JSON.parse(line.slice('data: '.length))))
    return {
      ...facts,
      kind: 'answer',
      text: events.map(({ choices }) => choices[0]?.delta.content ?? '').join(''),
      model: events.at(-1)?.model,
      hasUsage: events.some(({ usage }) => usage !== undefined),
    }
  } catch {
    return { ...facts, kind: 'error' }
  }
}
