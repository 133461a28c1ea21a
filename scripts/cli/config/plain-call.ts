import { ROUTER_FIELD } from '../../../src/core/outcomes/router-field.ts'
import type { Model } from '../../../src/core/routing/model.ts'
import { readRouterField } from '../../dev/router-field.ts'
import { mistake, warning, type Finding } from './finding.ts'

const CALL_MS = 10_000

/** A GET at the path of a model: which release answered, and what is wrong with that. */
export interface PlainCall {
  readonly findings: readonly Finding[]
  /** Status, color and release, for people. */
  readonly answer: string
}

/** The answer of the model counts as little as any GET; what matters is which release gives it. */
export async function plainCall(url: string, { name, path }: Model): Promise<PlainCall> {
  const answered = await fetched(`${url}${path}`)
  const place = `${name}: ${path}`
  if (typeof answered === 'string') return wrong(`${place}: no answer: ${answered}`)
  const { status } = answered
  const field = readRouterField(answered.field)
  if (field === undefined) return wrong(`${place}: the answer does not come from the router`)
  if (field.error !== undefined) return wrong(`${place}: the router answers ${field.error}`)
  const answer = `${name}: ${status} from ${field.color} ${field.release}`
  if (status < 500) return { findings: [], answer }
  return { findings: [warning(`${place}: a GET is answered with ${status}`)], answer }
}

function wrong(message: string): PlainCall {
  return { findings: [mistake(message)], answer: message }
}

/** Returns status and field of an answer, or why there is none. */
export async function fetched(url: string, headers: Readonly<Record<string, string>> = {}) {
  const init = { headers, redirect: 'manual', signal: AbortSignal.timeout(CALL_MS) } as const
  try {
    const response = await fetch(url, init)
    await response.body?.cancel()
    return { status: response.status, field: response.headers.get(ROUTER_FIELD) }
  } catch (error) {
    const { cause, message } = error instanceof Error ? error : new Error(String(error))
    return cause instanceof Error ? cause.message : message
  }
}
