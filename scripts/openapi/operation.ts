import * as z from 'zod/mini'
import type { ZodOpenApiOperationObject, ZodOpenApiResponsesObject } from 'zod-openapi'
import { rolesWith, type Permission } from '../../src/core/access/roles.ts'
import { commandRoutes } from '../../src/control-plane/admin/command-routes.ts'
import type { Route } from '../../src/control-plane/admin/admin-routes.ts'
import { codesOf } from './errors.ts'
import type { ProblemResponses } from './problem-responses.ts'
import type { RouteShapes } from './shapes.ts'

const text = z.string()

/** Headers of every request that changes something. */
const commandHeaders = z.object({
  'if-match': z.optional(text),
  'idempotency-key': z.optional(text),
  'x-bluegreen-actor': z.optional(text),
  'x-bluegreen-source': z.optional(text),
})

const etag = { etag: { description: 'The revision', schema: { type: 'string' } } } as const

/** Returns the description of a route. */
export function operationOf(
  name: string,
  route: Route,
  { summary, body, query, answers, isPlain, text: texts }: RouteShapes,
  problems: ProblemResponses
): ZodOpenApiOperationObject {
  const { path, permission, about } = route
  const isCommand = Object.hasOwn(commandRoutes, name)
  const requestParams = {
    ...(path.includes(':model') ? { path: z.object({ model: text }) } : {}),
    ...(query === undefined ? {} : { query }),
    ...(isCommand ? { header: commandHeaders } : {}),
  }
  return {
    operationId: name,
    summary,
    ...(permission === undefined
      ? { security: [] }
      : { description: [rolesText(permission), ...aboutText(about)].join(' ') }),
    ...(Object.keys(requestParams).length === 0 ? {} : { requestParams }),
    ...(body === undefined ? {} : { requestBody: contentOf([body]) }),
    responses: {
      ...(texts === undefined
        ? successOf(answers, isCommand || name === 'status', isPlain === true)
        : textOf(texts)),
      ...problems.of(name, codesOf(name, route)),
    },
  }
}

function rolesText(permission: Permission): string {
  return `Roles: ${rolesWith(permission).join(', ')}.`
}

function aboutText(about: Route['about']): readonly string[] {
  return about === undefined
    ? []
    : [`With ${about.field}: ${rolesWith(about.permission).join(', ')}.`]
}

function successOf(
  answers: readonly z.ZodMiniType[] | undefined,
  hasTag: boolean,
  isPlain: boolean
): ZodOpenApiResponsesObject {
  if (isPlain) {
    const schema = { type: 'object' } as const
    return { '200': { description: 'Done', content: { 'application/json': { schema } } } }
  }
  if (answers === undefined) return { '204': { description: 'Done' } }
  const headers = hasTag ? { headers: etag } : {}
  return { '200': { description: 'Done', ...headers, ...contentOf(answers) } }
}

function textOf(types: readonly string[]): ZodOpenApiResponsesObject {
  const content = types.map((type) => [type, { schema: { type: 'string' } }] as const)
  return { '200': { description: 'Done', content: Object.fromEntries(content) } }
}

function contentOf(schemas: readonly z.ZodMiniType[]) {
  const [first = z.unknown(), ...more] = schemas
  const schema = more.length === 0 ? first : z.union([first, ...more])
  return { content: { 'application/json': { schema } } }
}
