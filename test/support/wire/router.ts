import { readFile } from 'node:fs/promises'
import { inject } from 'vitest'
import type { z } from 'zod'
import type { Color } from '../../../src/core/routing/color.ts'
import { previewAnswer, statusAnswer } from '../../../src/control-plane/admin/answers.ts'
import { problemAnswer } from '../../../src/control-plane/admin/problem-answer.ts'
import { kvService } from './kv-service.ts'
import type { Header } from './origin.ts'
import { startWorkerd, type RunningWorkerd } from './workerd.ts'

/** The admin token of the router. */
export const TOKEN = 'test-token-of-the-admin-route'

/** `vars.MODELS` in the format of `wrangler.toml`. */
export type ModelVars = Readonly<Record<string, object>>

export type WireStatus = z.infer<typeof statusAnswer>

/** The answer to a command that was refused. */
type TriedCommand = z.infer<typeof problemAnswer>

/** The bundled Worker, running on its own workerd. */
export interface WireRouter extends RunningWorkerd {
  readonly url: string
  readonly statusOf: (model: string) => Promise<WireStatus>
  readonly switchTo: (model: string, to: Color, plan?: object) => Promise<void>
  /** Copies calls to the idle color; by default all of them. Without a share the copies end. */
  readonly shadow: (model: string, body?: object) => Promise<void>
  /** Sends a command that may be refused. Returns its status and its error. */
  readonly tries: (model: string, command: string, body: object) => Promise<TriedCommand>
  /** Returns the header of a preview. */
  readonly previewOf: (model: string, body?: object) => Promise<Header>
}

/** Optional settings of a router. */
interface RouterOptions {
  /** Further secrets that model settings may name. */
  readonly secrets?: Readonly<Record<string, string>>
  /** Further variables of `wrangler.toml`. */
  readonly vars?: Readonly<Record<string, object>>
  /**
   * Host and port of the only reachable origin. It receives each call's `cf` options, which
   * otherwise go to the platform, in the header `CONFIDED`.
   */
  readonly confidant?: string
}

/** Header with the `cf` options of a call, sent to the confidant. */
export const CONFIDED = 'x-cf-blob'

/** Starts the router for these models. */
export async function startRouter(
  models: ModelVars,
  { secrets, vars, confidant }: RouterOptions = {}
): Promise<WireRouter> {
  const files = { 'index.js': await readFile(inject('worker').file, 'utf8'), 'kv.js': kvService }
  const workerd = await startWorkerd(
    configOf({ ...vars, MODELS: models }, { ...secrets, ADMIN_TOKEN: TOKEN }, confidant),
    files
  )
  const url = `http://127.0.0.1:${workerd.port}`
  return {
    ...workerd,
    url,
    statusOf: async (model) => {
      const response = await administer(`${url}/admin/models/${model}`)
      return statusAnswer.parse(await response.json())
    },
    switchTo: async (model, to, plan = {}) => {
      // The origins of these tests answer no probes.
      const body = JSON.stringify({ to, force: 'test', ...plan })
      await administer(`${url}/admin/models/${model}/switch`, { method: 'POST', body })
    },
    shadow: async (model, body = { share: 100 }) => {
      const init = { method: 'POST', body: JSON.stringify(body) }
      await administer(`${url}/admin/models/${model}/shadow`, init)
    },
    tries: async (model, command, body) => {
      const headers = { authorization: `Bearer ${TOKEN}` }
      const init = { method: 'POST', headers, body: JSON.stringify(body) }
      const response = await fetch(`${url}/admin/models/${model}/${command}`, init)
      return problemAnswer.parse(await response.json())
    },
    previewOf: async (model, body = {}) => {
      const init = { method: 'POST', body: JSON.stringify(body) }
      const response = await administer(`${url}/admin/models/${model}/preview`, init)
      const { header, token } = previewAnswer.parse(await response.json())
      return [header, token]
    },
  }
}

async function administer(url: string, init: RequestInit = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${TOKEN}` }
  const response = await fetch(url, { ...init, headers })
  if (!response.ok) throw new Error(`${url}: ${await response.text()}`)
  return response
}

function configOf(
  vars: Readonly<Record<string, object>>,
  secrets: Readonly<Record<string, string>>,
  confidant: string | undefined
): string {
  const { compatibilityDate, compatibilityFlags } = inject('worker')
  const date = JSON.stringify(compatibilityDate)
  const flags = JSON.stringify(compatibilityFlags)
  const texts = Object.entries(secrets).map(
    ([name, value]) => `(name = "${name}", text = ${JSON.stringify(value)}),`
  )
  const documents = Object.entries(vars).map(
    ([name, value]) => `(name = "${name}", json = ${JSON.stringify(JSON.stringify(value))}),`
  )
  return `
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "internet", ${confidant === undefined ? NETWORK : confidantOf(confidant)}),
    (name = "disk", disk = (path = "@folder@", writable = true)),
    (name = "kv", worker = (
      compatibilityDate = ${date},
      modules = [(name = "kv.js", esModule = embed "kv.js")],
    )),
    (name = "router", worker = (
      compatibilityDate = ${date},
      compatibilityFlags = ${flags},
      modules = [(name = "index.js", esModule = embed "index.js")],
      bindings = [
        (name = "POINTERS", kvNamespace = "kv"),
        (name = "COORDINATOR", durableObjectNamespace = "Coordinator"),
        ${[...documents, ...texts].join('\n        ')}
      ],
      durableObjectNamespaces = [
        (className = "Coordinator", uniqueKey = "coordinator", enableSql = true),
      ],
      durableObjectStorage = (localDisk = "disk"),
    )),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "router")],
);
`
}

const NETWORK = 'network = (allow = ["public", "private"])'

function confidantOf(address: string): string {
  return `external = (address = "${address}", http = (cfBlobHeader = "${CONFIDED}"))`
}
