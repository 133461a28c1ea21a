import { request } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { historyAnswer } from '../../../src/control-plane/admin/history-answers.ts'
import { statusAnswer } from '../../../src/control-plane/admin/answers.ts'
import { parsePointer, type Pointer } from '../../../src/core/routing/pointer.ts'
import { parseJson } from '../../../src/core/json.ts'
import { SERVED_TOKEN, type Served } from './served.ts'

const headers = { authorization: `Bearer ${SERVED_TOKEN}` }

/** Sends a command. Returns whether it was acknowledged: no answer is none. */
export async function command({ url }: Served, model: string, name: string, body: object) {
  try {
    const init = { method: 'POST', headers, body: JSON.stringify(body) }
    const response = await fetch(`${url}/admin/models/${model}/${name}`, init)
    await response.text()
    return response.ok
  } catch {
    // The router was killed meanwhile: the command may have had its effect.
    return false
  }
}

export async function statusOf({ url }: Served, model: string) {
  const response = await fetch(`${url}/admin/models/${model}`, { headers })
  return statusAnswer.parse(await response.json())
}

/** Returns all changes of a model, the newest first. */
export async function historyOf({ url }: Served, model: string) {
  const response = await fetch(`${url}/admin/models/${model}/history?limit=500`, { headers })
  return historyAnswer.parse(await response.json()).entries
}

/** Reads the pointer of a model from KV, through its own socket. */
export async function pointerInKv({ data }: Served, model: string): Promise<Pointer | undefined> {
  const answer = await new Promise<string>((resolve, reject) => {
    const socketPath = join(data, 'kv.sock')
    const path = `/${encodeURIComponent(`pointer:${model}`)}?urlencoded=true`
    const sent = request({ socketPath, path }, (response) => resolve(text(response)))
    sent.once('error', reject).end()
  })
  return parsePointer(parseJson(answer))
}
