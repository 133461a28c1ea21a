import type { Context } from 'hono'
import { isOfModel, identityText, type Identity } from '../../core/access/identity.ts'
import { signingSecretOf } from '../../core/access/signing-secret.ts'
import { isReceiverOf, type Receiver } from '../../core/notification/receiver.ts'
import type { Model } from '../../core/routing/model.ts'
import type { Pointer } from '../../core/routing/pointer.ts'
import { configuredReceivers } from '../config/configured-models.ts'
import { testReceivers } from '../notify/test-receivers.ts'
import type { Carried, OperatorCommand } from '../coordinator/command.ts'
import { AdminError, refusalResponse } from './admin-error.ts'
import { authorOf } from './author.ts'
import { checkSettings } from './access/admission.ts'
import { bindingsOf } from './access/admin-settings.ts'
import { previewBody } from './command-bodies.ts'
import { messageOf } from './command-message.ts'
import { commandRoutes, type ParseCommand } from './command-routes.ts'
import { documentAnswer } from './document-answer.ts'
import { commandKeyOf, REPEATED } from './idempotency.ts'
import { listModels } from './list-models.ts'
import { metricsAnswer } from './metrics-answer.ts'
import { mintPreview } from './mint-preview.ts'
import { documentIn, parsed } from './parsed.ts'
import { readBody } from './bounded-body.ts'
import { refuseReceiverSecrets } from './release-secrets.ts'
import type { OtherRoute, Route } from './admin-routes.ts'
import {
  CALL_ID,
  feedbackBody,
  historyQuery,
  ifMatch,
  modelsQuery,
  notifyTestBody,
  rolloutsQuery,
} from './schema.ts'
import { callerShown } from './show-caller.ts'
import { coordinatorOf } from '../../platform/coordinator-of.ts'

export interface AdminEnv {
  Bindings: Env
  Variables: { readonly caller: Identity }
}

export type AdminContext = Context<AdminEnv>

/** Answers a request to a route, which its caller may use. */
export type Handler = (c: AdminContext, route: Route) => Promise<Response> | Response

/**
 * Called with the pointer after a command, so that the isolate of the command follows it at once.
 */
export type OnPointerChanged = (model: Model, pointer: Pointer) => void

/** Returns what answers each route but the commands. */
export function handlersOf(models: readonly Model[]): Readonly<Record<OtherRoute, Handler>> {
  const asked = (c: AdminContext) => coordinatorOf(c.env, modelOf(c, models))
  const seenBy = (caller: Identity) => models.filter(({ name }) => isOfModel(caller, name))
  return {
    health: (c) => {
      checkSettings(bindingsOf(c.env))
      return c.json({ status: 'ok' })
    },
    document: (c) => documentAnswer(c.env.PAGE),
    models: async (c) => {
      const { evidence: name, after = 0 } = parsed(modelsQuery.safeParse(c.req.query()))
      const evidence =
        name === undefined ? undefined : { model: modelNamed(c, models, name), after }
      return c.json(await listModels(models, c.get('caller'), c.env, evidence))
    },
    metrics: (c) => metricsAnswer(seenBy(c.get('caller')), c.env, c.req.header('accept')),
    status: async (c) => {
      const status = await asked(c).status()
      const etag = tagOf(status.revision)
      return c.json({ ...status, you: callerShown(c.get('caller')) }, 200, { etag })
    },
    verification: async (c) => c.json(await asked(c).verification()),
    history: async (c) => {
      const { documents, limit, ...range } = parsed(historyQuery.safeParse(c.req.query()))
      const model = modelOf(c, models).name
      if (documents) {
        const stored = await asked(c).historyDocuments({ ...range, limit })
        return c.json({ model, ...stored, next: nextOf(stored.documents, limit) })
      }
      const entries = await asked(c).history(limit, range)
      return c.json({ model, entries, next: nextOf(entries, limit) })
    },
    rollouts: async (c) => {
      const range = parsed(rolloutsQuery.safeParse(c.req.query()))
      const rollouts = await asked(c).rollouts(range)
      return c.json({
        model: modelOf(c, models).name,
        rollouts,
        next: nextOf(rollouts, range.limit),
      })
    },
    preview: async (c, route) => {
      const body = parsed(previewBody.safeParse(documentIn(await bodyOf(c, route))))
      const author = authorOf(c.req.raw.headers, c.get('caller'))
      return c.json(await mintPreview(c.env, modelOf(c, models), body, author))
    },
    feedback: async (c, route) => {
      if (signingSecretOf(c.env) === undefined) throw new AdminError('signing_key_missing')
      const grade = parsed(feedbackBody.safeParse(documentIn(await bodyOf(c, route))))
      const result = await asked(c).grade(grade)
      if (result === 'counted') return c.body(null, 204)
      if (result !== 'unknown_call') throw new AdminError(result)
      throw new AdminError('invalid_request', `call: expected ${CALL_ID} of this model`)
    },
    notifyTest: async (c, route) => {
      const { receiver } = parsed(notifyTestBody.safeParse(documentIn(await bodyOf(c, route))))
      const caller = c.get('caller')
      const { by } = authorOf(c.req.raw.headers, caller)
      const wanted = receiversNamed(receiver, caller)
      return c.json({ receivers: await testReceivers(wanted, c.env, by) })
    },
  }
}

/** Returns what carries out each command. */
export function commandHandlersOf(
  models: readonly Model[],
  onPointerChanged: OnPointerChanged
): Readonly<Record<string, Handler>> {
  const handlers = Object.entries(commandRoutes).map(
    ([name, parse]) => [name, commandHandler(models, parse, onPointerChanged)] as const
  )
  return Object.fromEntries(handlers)
}

function commandHandler(
  models: readonly Model[],
  parse: ParseCommand,
  onPointerChanged: OnPointerChanged
): Handler {
  return async (c, route) => {
    const model = modelOf(c, models)
    const body = await bodyOf(c, route)
    const { headers } = c.req.raw
    const caller = c.get('caller')
    const event = parsed(parse(documentIn(body), authorOf(headers, caller)))
    refuseReceiverSecrets(event)
    const condition = c.req.header('if-match')
    const ifRevision = parsed(ifMatch.safeParse(condition))
    // All that the command asks for, and whose it is: nobody gets another caller's answer.
    const parts = [c.req.path, condition, body, identityText(caller)]
    const key = commandKeyOf(c.req.header('idempotency-key'), parts)
    const result = await coordinatorOf(c.env, model).command({ event, ifRevision, key })
    if (result.ok) onPointerChanged(model, result.pointer)
    const response = result.ok ? changedResponse(event, result) : refusalResponse(result)
    if (result.isRepeated) response.headers.set(REPEATED, 'true')
    return response
  }
}

function changedResponse(event: OperatorCommand, { made, value }: Carried): Response {
  const body = { ...value, made: made ?? null, message: messageOf(event, made, value) }
  return Response.json(body, { headers: { etag: tagOf(value.revision) } })
}

function modelOf(c: AdminContext, models: readonly Model[]): Model {
  return modelNamed(c, models, c.req.param('model'))
}

function modelNamed(c: AdminContext, models: readonly Model[], name: string | undefined): Model {
  const found = models.find((model) => model.name === name)
  if (found !== undefined) return found
  const own = models.filter((model) => isOfModel(c.get('caller'), model.name))
  const known = own.map((model) => model.name).join(', ') || 'none'
  throw new AdminError('unknown_model', `No model is named ${name}. Models: ${known}.`)
}

/** Returns the receivers of a name, or all, of those that concern the models of the caller. */
function receiversNamed(name: string | undefined, caller: Identity): readonly Receiver[] {
  const own = configuredReceivers.filter((one) => isReceiverOf(one, caller))
  const wanted = own.filter((one) => name === undefined || one.name === name)
  if (wanted.length > 0) return wanted
  const known = own.map((one) => one.name).join(', ')
  throw new AdminError(
    'unknown_receiver',
    `NOTIFY in wrangler.toml names ${known || 'none'} for you.`
  )
}

function bodyOf(c: AdminContext, { maxBodyBytes }: Route): Promise<string> {
  return readBody(c.req.raw, maxBodyBytes)
}

/** The entity tag of a revision. */
function tagOf(revision: number): string {
  return `"${revision}"`
}

/** Returns the entry to go on before; null when there are no older ones. */
function nextOf(page: readonly { readonly entry?: number }[], limit: number): number | null {
  return page.length < limit ? null : (page.at(-1)?.entry ?? null)
}
