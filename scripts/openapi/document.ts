import * as z from 'zod/mini'
import { createDocument, type ZodOpenApiPathsObject } from 'zod-openapi'
import { SESSION_COOKIE } from '../../src/core/access/session-cookie.ts'
import { adminErrors } from '../../src/control-plane/admin/admin-codes.ts'
import {
  changedAnswer,
  modelsAnswer,
  previewAnswer,
  statusAnswer,
} from '../../src/control-plane/admin/answers.ts'
import { problemAnswer } from '../../src/control-plane/admin/problem-answer.ts'
import {
  historyAnswer,
  historyDocumentsAnswer,
  rolloutsAnswer,
} from '../../src/control-plane/admin/history-answers.ts'
import {
  colorTraffic,
  evidenceSeries,
  modelLimits,
} from '../../src/control-plane/admin/traffic-answer.ts'
import { adminRoutes } from '../../src/control-plane/admin/admin-routes.ts'
import { verificationAnswer } from '../../src/control-plane/admin/verification-answer.ts'
import { operationOf } from './operation.ts'
import { ProblemResponses } from './problem-responses.ts'
import { routeShapes, type RouteShapes } from './shapes.ts'

/** The schemas with a name of their own. */
const named = {
  Status: statusAnswer,
  Models: modelsAnswer,
  Changed: changedAnswer,
  Traffic: colorTraffic,
  Limits: modelLimits,
  Evidence: evidenceSeries,
  Preview: previewAnswer,
  History: historyAnswer,
  HistoryDocuments: historyDocumentsAnswer,
  Rollouts: rolloutsAnswer,
  Verification: verificationAnswer,
  Problem: problemAnswer,
} as const

for (const [id, schema] of Object.entries(named)) z.globalRegistry.add(schema, { id })

/** Makes the OpenAPI document of the admin route, from the schemas that it uses itself. */
export function openApiDocument(version: string) {
  const problems = new ProblemResponses()
  const shapes: Readonly<Record<string, RouteShapes>> = routeShapes
  const paths: Record<string, ZodOpenApiPathsObject[string]> = {}
  for (const [name, route] of Object.entries(adminRoutes)) {
    const path = `/admin${route.path.replace(':model', '{model}')}`
    const operation = operationOf(name, route, shapes[name] ?? { summary: name }, problems)
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation }
  }
  const document = createDocument(
    {
      openapi: '3.1.1',
      info: {
        title: 'Blue-green edge router: admin route',
        version,
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/' }],
      security: [{ token: [] }, { session: [] }, { access: [] }],
      paths,
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer' },
          session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE },
          access: { type: 'apiKey', in: 'header', name: 'Cf-Access-Jwt-Assertion' },
        },
        schemas: { Problem: problemAnswer },
        responses: problems.components(),
      },
    },
    { override: relax, allowEmptySchema: { custom: true } }
  )
  return { ...document, 'x-codes': adminErrors }
}

/**
 * A word is a text of any kind, because a newer router may have more of them; and so may an answer
 * have more fields.
 */
function relax({ zodSchema, jsonSchema, io }: Parameters<Override>[0]): void {
  if (zodSchema._zod.def.type === 'custom') jsonSchema.type = 'string'
  // The pattern of a time, which says no more than its format.
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern
  if (io === 'output') delete jsonSchema.additionalProperties
}

type Override = NonNullable<NonNullable<Parameters<typeof createDocument>[1]>['override']>
