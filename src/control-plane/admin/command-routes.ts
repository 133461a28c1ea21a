import type * as z from 'zod/mini'
import type { Cause } from '../../core/rollout/state.ts'
import type { OperatorCommand } from '../coordinator/command.ts'
import type { SafeParsed } from './schema.ts'
import {
  applyBody,
  collectorsBody,
  forgiveBody,
  pauseBody,
  promoteBody,
  resumeBody,
  rollbackBody,
  shadowBody,
  stageBody,
  switchBody,
} from './command-bodies.ts'
import { cancelVerifyBody, removeSuiteBody, verifyBody } from './verify-body.ts'

/** Author of a command, and where it came from. */
export type Author = Pick<Cause, 'by' | 'source' | 'identity' | 'claimed'>

/** Parses the body of a command. */
export type ParseCommand = (body: unknown, author: Author) => SafeParsed<OperatorCommand>

/** The commands by the last part of their path: `POST /admin/models/:model/<name>`. */
export const commandRoutes = {
  stage: route(stageBody, (body, cause) => ({ type: 'stage', ...body, cause })),
  apply: route(applyBody, (body, cause) => ({ type: 'apply', ...body, cause })),
  verify: route(verifyBody, (body, cause) => ({ type: 'verify', ...body, cause })),
  'cancel-verify': route(cancelVerifyBody, (_, cause) => ({ type: 'cancel_verification', cause })),
  'remove-suite': route(removeSuiteBody, (body, cause) => ({
    type: 'remove_suite',
    ...body,
    cause,
  })),
  switch: route(switchBody, (body, cause) => ({ type: 'switch', ...body, cause })),
  shadow: route(shadowBody, ({ share, ...body }, cause) =>
    share === undefined ? { type: 'shadow_off', cause } : { type: 'shadow', share, ...body, cause }
  ),
  promote: route(promoteBody, (body, cause) => ({ type: 'promote', ...body, cause })),
  rollback: route(rollbackBody, (_, cause) => ({ type: 'rollback', cause })),
  forgive: route(forgiveBody, (body, cause) => ({ type: 'forgive', ...body, cause })),
  pause: route(pauseBody, (_, cause) => ({ type: 'pause', cause })),
  resume: route(resumeBody, (_, cause) => ({ type: 'resume', cause })),
  collectors: route(collectorsBody, (body, cause) => ({ type: 'set_collectors', ...body, cause })),
} as const satisfies Readonly<Record<string, ParseCommand>>

export type CommandName = keyof typeof commandRoutes

/** Every body has a reason, which becomes the cause together with the author. */
function route<Body extends { readonly reason: string }>(
  schema: z.ZodMiniType<Body>,
  commandOf: (body: Omit<Body, 'reason'>, cause: Cause) => OperatorCommand
): ParseCommand {
  return (body, author) => {
    const result = schema.safeParse(body)
    if (!result.success) return { success: false, error: result.error }
    const { reason, ...rest } = result.data
    return { success: true, data: commandOf(rest, { ...author, reason }) }
  }
}
