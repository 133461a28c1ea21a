import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Script, Seen } from './script.ts'
import type { ScriptedPorts } from './worker-models.ts'
import { portOf } from './wire/listening.ts'

/**
 * Starts the two scripted origins of one test file and returns their ports. They do not keep the
 * process alive.
 */
export async function startScriptedOrigins(): Promise<ScriptedPorts> {
  const [blue, green] = await Promise.all([listen(), listen()])
  return { blue: portOf(blue), green: portOf(green) }
}

async function listen(): Promise<Server> {
  const scripts = new Map<string, Script>()
  const seen = new Map<string, Seen[]>()
  const server = createServer((request, response) => {
    readBody(request)
      .then((body) => answer(request, body, response, scripts, seen))
      .catch(() => response.destroy())
  })
  await new Promise<void>((listening, failed) => {
    server.once('error', failed)
    server.listen(0, '127.0.0.1', listening)
  })
  server.unref()
  return server
}

/**
 * Answers one request. `POST /__script/<model>` sets the model's script, `GET /__seen/<model>`
 * returns its calls and probes. Every other request is a call or a probe.
 */
function answer(
  request: IncomingMessage,
  body: string,
  response: ServerResponse,
  scripts: Map<string, Script>,
  seen: Map<string, Seen[]>
): void {
  const url = request.url ?? '/'
  const [, first = '', second = ''] = url.split(/[/?]/)
  if (first === '__script') {
    scripts.set(second, JSON.parse(body))
    response.end()
    return
  }
  if (first === '__seen') {
    response.end(JSON.stringify(seen.get(second) ?? []))
    return
  }
  seen.set(first, [...(seen.get(first) ?? []), seenOf(request, body)])
  const { only = '', ...script } = scripts.get(first) ?? {}
  perform(url.endsWith(only) ? script : {}, response)
}

function perform(script: Script, response: ServerResponse): void {
  if (script.first === 'hang') return
  if (script.first === 'reset') {
    response.destroy()
    return
  }
  const { status = 200, headers = {}, body = '{"ok":true}', chunks } = script
  const length = chunks === undefined ? { 'content-length': String(Buffer.byteLength(body)) } : {}
  response.writeHead(status, { 'content-type': 'application/json', ...length, ...headers })
  response.flushHeaders()
  const [next, ...rest] = chunks ?? [body]
  send([next ?? '', ...rest], response, script.ending)
}

/** Sends the chunks 5 ms apart, so that each is sent separately. */
function send(chunks: readonly string[], response: ServerResponse, ending: Script['ending']): void {
  const [chunk, ...rest] = chunks
  if (chunk !== undefined) {
    response.write(chunk, () => setTimeout(() => send(rest, response, ending), 5))
    return
  }
  if (ending === 'cut') response.destroy()
  if (ending === undefined) response.end()
}

function seenOf(request: IncomingMessage, body: string): Seen {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)])
  )
  return { method: request.method ?? '', url: request.url ?? '', headers, body }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('latin1')
}
