import { requestBodyOf, type Scenario } from './scenarios.ts'
import type { Target } from './target.ts'

const PATH = '/v1/chat/completions'

/** Headers like those of an SDK. */
const sdkHeaders = {
  'content-type': 'application/json',
  accept: 'application/json',
  authorization: 'Bearer sk-bench-0123456789abcdef0123456789abcdef',
  'user-agent': 'OpenAI/JS 6.1.0',
  'x-stainless-lang': 'js',
  'x-stainless-os': 'Linux',
}

/** Returns the request to a target as bytes. */
export function requestTo(target: Target, scenario: Scenario): Buffer {
  const body = requestBodyOf(scenario)
  const headers = {
    host: `127.0.0.1:${target.port}`,
    ...sdkHeaders,
    ...target.headers,
    'content-length': String(Buffer.byteLength(body)),
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`POST ${target.prefix}${PATH} HTTP/1.1\r\n${lines.join('')}\r\n${body}`)
}

/** Throws unless the target answers with 200. The body of a transparent target must also be that of the origin. */
export async function checkAnswer(target: Target, origin: Target, small: Scenario): Promise<void> {
  const [answer, expected] = await Promise.all([callOnce(target, small), callOnce(origin, small)])
  if (answer.status !== 200 || (target.isTransparent && answer.body !== expected.body)) {
    throw new Error(`${target.name} answered ${answer.status} ${answer.body.slice(0, 400)}`)
  }
}

async function callOnce({ port, prefix, headers }: Target, scenario: Scenario) {
  const response = await fetch(`http://127.0.0.1:${port}${prefix}${PATH}`, {
    method: 'POST',
    headers: { ...sdkHeaders, ...headers },
    body: requestBodyOf(scenario),
  })
  return { status: response.status, body: await response.text() }
}
