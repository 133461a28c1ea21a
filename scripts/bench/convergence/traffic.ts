import { Agent, request } from 'undici'
import { ROUTER_FIELD } from '../../../src/core/outcomes/router-field.ts'
import { readRouterField } from '../../dev/router-field.ts'

/** One call as its client saw it. Times are in milliseconds since 1970. */
export interface Seen {
  readonly isolate: number
  readonly startedAt: number
  readonly endedAt: number
  /** Undefined when no answer came. */
  readonly status: number | undefined
  /** The revision that the isolate followed. */
  readonly revision: number
  /** The live color failed the call and the other one answered it. */
  readonly isFailedOver: boolean
}

/** Steady load on each isolate, started spread over one pace so that they do not march in step. */
export interface Traffic {
  /** Hands over what was seen since it was last asked. */
  readonly take: () => readonly Seen[]
  readonly stop: () => Promise<void>
}

const body = JSON.stringify({ model: 'tiny-gpt', prompt: 'In the', max_tokens: 1 })
const headers = { 'content-type': 'application/json', authorization: 'Bearer bench' }

/** Sends a call to each isolate every `paceMs`, whether or not earlier ones have been answered. */
export function startTraffic(urls: readonly string[], paceMs: number): Traffic {
  const agent = new Agent({ connections: 16 })
  const underWay = new Set<Promise<void>>()
  let seen: Seen[] = []
  const send = (isolate: number, url: string) => {
    const call = callOnce(agent, isolate, url).then((one) => {
      seen.push(one)
      underWay.delete(call)
    })
    underWay.add(call)
  }
  const timers: NodeJS.Timeout[] = []
  for (const [isolate, url] of urls.entries()) {
    const begin = () => timers.push(setInterval(() => send(isolate, url), paceMs))
    timers.push(setTimeout(begin, (paceMs * isolate) / urls.length))
  }
  return {
    take: () => {
      const taken = seen
      seen = []
      return taken
    },
    stop: async () => {
      for (const timer of timers) clearTimeout(timer)
      await Promise.all(underWay)
      await agent.close()
    },
  }
}

async function callOnce(dispatcher: Agent, isolate: number, url: string): Promise<Seen> {
  const startedAt = Date.now()
  try {
    const init = { method: 'POST', headers, body, dispatcher } as const
    const response = await request(`${url}/chat/v1/completions`, init)
    await response.body.dump()
    const field = readRouterField(response.headers[ROUTER_FIELD]?.toString())
    const revision = field?.revision ?? 0
    const isFailedOver = field?.failedOverFrom !== undefined
    const { statusCode: status } = response
    return { isolate, startedAt, endedAt: Date.now(), status, revision, isFailedOver }
  } catch {
    // Refused or broken off: the client has no answer, and that is what is counted.
    const nothing = { status: undefined, revision: 0, isFailedOver: false }
    return { isolate, startedAt, endedAt: Date.now(), ...nothing }
  }
}
