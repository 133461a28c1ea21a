import type { Context } from 'hono'
import { Hono } from 'hono/tiny'
import { HTTPException } from 'hono/http-exception'
import { parseJson } from '../../core/json.ts'
import type { Model } from '../../core/routing/model.ts'
import type { Pointer } from '../../core/routing/pointer.ts'
import { errorFields, log } from '../../platform/log.ts'
import { refusalResponse, AdminError } from './admin-error.ts'
import { allStatuses } from './all-statuses.ts'
import { admissionOf } from './auth.ts'
import type { CommandKey } from '../coordinator/answered-commands.ts'
import type { Carried, OperatorCommand } from '../coordinator/command.ts'
import { commandKeyOf, REPEATED } from './idempotency.ts'
import { messageOf } from './command-message.ts'
import { previewBody } from './command-bodies.ts'
import { mintPreview } from './mint-preview.ts'
import { commandRoutes, type Author } from './command-routes.ts'
import {
  authorHeaders,
  CALL_ID,
  describeIssues,
  feedbackBody,
  historyQuery,
  ifMatch,
  rolloutsQuery,
  type SafeParsed,
} from './schema.ts'

type AdminContext = Context<{ Bindings: Env }>

/**
 * Called with the pointer after a command, so that the isolate of the command follows it at once.
 */
export type OnPointerChanged = (model: Model, pointer: Pointer) => void

/** Creates the admin route, the HTTP interface of operators. Every request needs the secret. */
export function adminOf(
  models: readonly Model[],
  onPointerChanged: OnPointerChanged
): Hono<{ Bindings: Env }> {
  const admin = new Hono<{ Bindings: Env }>().basePath('/admin')
  const coordinatorOf = (c: AdminContext) => c.env.COORDINATOR.getByName(modelOf(c, models).name)

  async function carryOut(
    c: AdminContext,
    event: OperatorCommand,
    key: CommandKey | undefined
  ): Promise<Response> {
    const model = modelOf(c, models)
    const ifRevision = parsed(ifMatch.safeParse(c.req.header('if-match')))
    const result = await c.env.COORDINATOR.getByName(model.name).command({ event, ifRevision, key })
    if (result.ok) onPointerChanged(model, result.pointer)
    const response = result.ok ? changedResponse(event, result) : refusalResponse(result)
    if (result.isRepeated) response.headers.set(REPEATED, 'true')
    return response
  }

  admin.use(async (c, next) => {
    const admission = await admissionOf(c.req.header('authorization'), c.env.ADMIN_TOKEN)
    if (admission !== 'admitted') {
      log('admin_refused', { code: admission, method: c.req.method, path: c.req.path })
      throw new AdminError(admission)
    }
    await next()
    c.header('cache-control', 'no-store')
  })

  admin.get('/models', async (c) =>
    c.json({ models: await allStatuses(models, c.env.COORDINATOR) })
  )

  admin.get('/models/:model', async (c) => c.json(await coordinatorOf(c).status()))

  admin.get('/models/:model/verification', async (c) =>
    c.json(await coordinatorOf(c).verification())
  )

  admin.get('/models/:model/history', async (c) => {
    const { documents, limit, ...range } = parsed(historyQuery.safeParse(c.req.query()))
    const model = modelOf(c, models).name
    if (documents) {
      const stored = await coordinatorOf(c).historyDocuments({ ...range, limit })
      return c.json({ model, ...stored, next: nextOf(stored.documents, limit) })
    }
    const entries = await coordinatorOf(c).history(limit, range)
    return c.json({ model, entries, next: nextOf(entries, limit) })
  })

  admin.get('/models/:model/rollouts', async (c) => {
    const range = parsed(rolloutsQuery.safeParse(c.req.query()))
    const rollouts = await coordinatorOf(c).rollouts(range)
    const model = modelOf(c, models).name
    return c.json({ model, rollouts, next: nextOf(rollouts, range.limit) })
  })

  for (const [name, parse] of Object.entries(commandRoutes)) {
    admin.post(`/models/:model/${name}`, async (c) =>
      carryOut(c, parsed(parse(await bodyOf(c), authorOf(c))), await keyOf(c))
    )
  }

  admin.post('/models/:model/preview', async (c) => {
    const body = parsed(previewBody.safeParse(await bodyOf(c)))
    return c.json(await mintPreview(c.env, modelOf(c, models), body, authorOf(c)))
  })

  admin.post('/models/:model/feedback', async (c) => {
    const grade = parsed(feedbackBody.safeParse(await bodyOf(c)))
    const result = await coordinatorOf(c).grade(grade)
    if (result === 'counted') return c.body(null, 204)
    if (result !== 'unknown_call') throw new AdminError(result)
    throw new AdminError('invalid_request', `call: expected ${CALL_ID} of this model`)
  })

  admin.notFound(() => new AdminError('not_found').getResponse())
  admin.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse()
    log('internal_error', { where: 'admin', path: c.req.path, ...errorFields(error) })
    return new AdminError('coordinator_unavailable', error.message).getResponse()
  })
  return admin
}

function changedResponse(event: OperatorCommand, { made, value }: Carried): Response {
  return Response.json({ ...value, made: made ?? null, message: messageOf(event, made, value) })
}

function modelOf(c: AdminContext, models: readonly Model[]): Model {
  const name = c.req.param('model')
  const found = models.find((model) => model.name === name)
  if (found !== undefined) return found
  const known = models.map((model) => model.name).join(', ')
  throw new AdminError('unknown_model', `No model is named ${name}. Models: ${known}.`)
}

/** Author and origin, from headers: a token or Access only shows that the caller is authorized. */
function authorOf(c: AdminContext): Author {
  const by = c.req.header('x-bluegreen-actor')?.slice(0, 100) || undefined
  const source = c.req.header('x-bluegreen-source')?.slice(0, 50) || undefined
  return parsed(authorHeaders.safeParse({ by, source }))
}

/** The key of a command: its fingerprint covers route and model, condition and body. */
async function keyOf(c: AdminContext): Promise<CommandKey | undefined> {
  const parts = [c.req.path, c.req.header('if-match'), await c.req.text()]
  return commandKeyOf(c.req.header('idempotency-key'), parts)
}

/** Returns the entry to go on before; null when there are no older ones. */
function nextOf(page: readonly { readonly entry?: number }[], limit: number): number | null {
  return page.length < limit ? null : (page.at(-1)?.entry ?? null)
}

async function bodyOf(c: AdminContext): Promise<unknown> {
  const text = await c.req.text()
  if (text.trim() === '') return {}
  const body = parseJson(text)
  if (body === undefined) throw new AdminError('invalid_request', 'the body is not JSON')
  return body
}

function parsed<Value>(result: SafeParsed<Value>): Value {
  if (result.success) return result.data
  throw new AdminError('invalid_request', describeIssues(result.error))
}
