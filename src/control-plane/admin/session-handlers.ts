import { SESSION_COOKIE } from '../../core/access/session-cookie.ts'
import { signingSecretOf } from '../../core/access/signing-secret.ts'
import { bindingsOf } from './access/admin-settings.ts'
import type { Admission } from './access/admission.ts'
import { SESSION_SECONDS, signSession } from './access/session-token.ts'
import { AdminError } from './admin-error.ts'
import type { SessionRoute } from './admin-routes.ts'
import { readBody } from './bounded-body.ts'
import type { Handler } from './handlers.ts'
import { documentIn, parsed } from './parsed.ts'
import { sessionShown, signInBody } from './session-answer.ts'

/** `__Host-` demands `Secure` and `Path=/`. No script reads the cookie, and no other site sends it. */
const ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Strict'

/** Returns what begins, shows and ends a session of the page. */
export function sessionHandlersOf(admission: Admission): Readonly<Record<SessionRoute, Handler>> {
  return {
    session: (c) => c.json(sessionShown(c.get('caller'))),
    signIn: async (c, { maxBodyBytes }) => {
      const { raw } = c.req
      admission.checkOrigin(raw)
      // A form of another site cannot send this type.
      if (!/^application\/json\s*(?:;|$)/i.test(c.req.header('content-type') ?? '')) {
        throw new AdminError('invalid_request', 'content-type: expected application/json')
      }
      const body = documentIn(await readBody(raw, maxBodyBytes))
      const { token } = parsed(signInBody.safeParse(body))
      const entry = admission.entryOf(token, raw, bindingsOf(c.env))
      const secret = signingSecretOf(c.env)
      if (secret === undefined) throw new AdminError('signing_key_missing')
      const endsAt = 1000 * (Math.floor(Date.now() / 1000) + SESSION_SECONDS)
      const session = await signSession(secret, { token: entry, endsAt })
      const cookie = `${SESSION_COOKIE}=${session}; Max-Age=${SESSION_SECONDS}; ${ATTRIBUTES}`
      const shown = sessionShown({ ...entry.identity, sessionEndsAt: endsAt })
      return c.json(shown, 200, { 'set-cookie': cookie })
    },
    signOut: (c) => {
      admission.checkOrigin(c.req.raw)
      const cookie = `${SESSION_COOKIE}=; Max-Age=0; ${ATTRIBUTES}`
      return c.body(null, 204, { 'set-cookie': cookie })
    },
  }
}
