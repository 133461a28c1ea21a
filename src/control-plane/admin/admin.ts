import { Hono } from 'hono/tiny'
import { HTTPException } from 'hono/http-exception'
import type { Model } from '../../core/routing/model.ts'
import { errorFields, log } from '../../platform/log.ts'
import { bindingsOf } from './access/admin-settings.ts'
import { Admission } from './access/admission.ts'
import { AdminError } from './admin-error.ts'
import {
  commandHandlersOf,
  handlersOf,
  type AdminEnv,
  type Handler,
  type OnPointerChanged,
} from './handlers.ts'
import { adminRoutes, isOpen, methodsByPath } from './admin-routes.ts'
import { pageFileOf, servePage } from './serve-page.ts'
import { sessionHandlersOf } from './session-handlers.ts'

/**
 * Creates the admin route, the HTTP interface of operators. The health, the files of the page and the
 * sign-in are open; every other request needs a token, a session, or an identity of Cloudflare
 * Access.
 */
export function adminOf(
  models: readonly Model[],
  onPointerChanged: OnPointerChanged
): Hono<AdminEnv> {
  const admin = new Hono<AdminEnv>().basePath('/admin')
  const admission = new Admission()
  const handlers: Readonly<Record<string, Handler>> = {
    ...handlersOf(models),
    ...sessionHandlersOf(admission),
    ...commandHandlersOf(models, onPointerChanged),
  }

  admin.use(async (c, next) => {
    await next()
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store')
    c.header('x-content-type-options', 'nosniff')
  })

  admin.use(async (c, next) => {
    const file = pageFileOf(c.req.path, c.req.header('accept'))
    return file === undefined ? next() : servePage(c.req.method, file, c.env.PAGE)
  })

  admin.use(async (c, next) => {
    if (!isOpen(c.req.method, c.req.path)) {
      c.set('caller', await admission.callerOf(c.req.raw, bindingsOf(c.env)))
    }
    await next()
  })

  for (const [name, route] of Object.entries(adminRoutes)) {
    const { method, path, permission, about } = route
    admin.on(method, path, async (c) => {
      const model = c.req.param('model')
      if (permission !== undefined) {
        admission.check(c.req.raw, c.get('caller'), { permission, model })
      }
      const named = about && c.req.query(about.field)
      if (about !== undefined && named !== undefined) {
        const { permission: needed } = about
        admission.check(c.req.raw, c.get('caller'), { permission: needed, model: named })
      }
      return handlers[name]?.(c, route) ?? new AdminError('not_found').getResponse()
    })
  }

  for (const [path, methods] of methodsByPath()) {
    const allow = methods.join(', ')
    admin.all(path, () => {
      throw new AdminError('method_not_allowed', `It has ${allow}.`, { allow })
    })
  }

  admin.notFound(() => new AdminError('not_found').getResponse())
  admin.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse()
    log('internal_error', { where: 'admin', path: c.req.path, ...errorFields(error) })
    return new AdminError('coordinator_unavailable', error.message).getResponse()
  })
  return admin
}
