import type * as z from 'zod/mini'
import {
  changedAnswer,
  healthAnswer,
  modelsAnswer,
  previewAnswer,
  statusAnswer,
} from '../../src/control-plane/admin/answers.ts'
import {
  applyBody,
  collectorsBody,
  forgiveBody,
  pauseBody,
  previewBody,
  promoteBody,
  resumeBody,
  rollbackBody,
  shadowBody,
  stageBody,
  switchBody,
} from '../../src/control-plane/admin/command-bodies.ts'
import { mediaTypes } from '../../src/core/metrics/media-type.ts'
import {
  historyAnswer,
  historyDocumentsAnswer,
  rolloutsAnswer,
} from '../../src/control-plane/admin/history-answers.ts'
import type { RouteName } from '../../src/control-plane/admin/admin-routes.ts'
import { notifyTestAnswer } from '../../src/control-plane/admin/notify-answer.ts'
import {
  feedbackBody,
  historyQuery,
  modelsQuery,
  notifyTestBody,
  rolloutsQuery,
} from '../../src/control-plane/admin/schema.ts'
import { sessionAnswer, signInBody } from '../../src/control-plane/admin/session-answer.ts'
import { verificationAnswer } from '../../src/control-plane/admin/verification-answer.ts'
import {
  cancelVerifyBody,
  removeSuiteBody,
  verifyBody,
} from '../../src/control-plane/admin/verify-body.ts'

/** What a route takes and gives, by the schemas that the admin route and its clients use. */
export interface RouteShapes {
  readonly summary: string
  readonly body?: z.ZodMiniType
  readonly query?: z.ZodMiniObject
  /** The answers of success; none for a route that answers without a body. */
  readonly answers?: readonly z.ZodMiniType[]
  /** The media types of an answer that is a text. */
  readonly text?: readonly string[]
  /** Whether its answer is an object of another standard. */
  readonly isPlain?: true
}

const changed = [changedAnswer]

/** The shapes of each route. A new route without them does not compile. */
export const routeShapes: Readonly<Record<RouteName, RouteShapes>> = {
  health: {
    summary: 'Whether the Worker runs and its settings are valid',
    answers: [healthAnswer],
  },
  session: { summary: 'Who asks, and what that caller may do', answers: [sessionAnswer] },
  signIn: {
    summary: 'Begin a session of the page with a token',
    body: signInBody,
    answers: [sessionAnswer],
  },
  signOut: { summary: 'End the session of the page' },
  document: { summary: 'This document', isPlain: true },
  models: {
    summary: 'The status of the models that the caller may see, and the evidence of one over time',
    query: modelsQuery,
    answers: [modelsAnswer],
  },
  metrics: {
    summary: 'The metrics of the models that the caller may see, for Prometheus',
    text: Object.values(mediaTypes).map((type) => type.split(';')[0] ?? type),
  },
  status: { summary: 'The status of a model', answers: [statusAnswer] },
  verification: {
    summary: 'The latest verification, and the stored suites',
    answers: [verificationAnswer],
  },
  history: {
    summary: 'The history, newest first',
    query: historyQuery,
    answers: [historyAnswer, historyDocumentsAnswer],
  },
  rollouts: {
    summary: 'Whole rollouts, newest first',
    query: rolloutsQuery,
    answers: [rolloutsAnswer],
  },
  stage: {
    summary: 'Put a release into the slot that is not live',
    body: stageBody,
    answers: changed,
  },
  apply: {
    summary: 'Stage the release of wrangler.toml that stands in no slot',
    body: applyBody,
    answers: changed,
  },
  verify: {
    summary: 'Send golden requests to the release in the idle slot',
    body: verifyBody,
    answers: changed,
  },
  'cancel-verify': {
    summary: 'End the verification that is running',
    body: cancelVerifyBody,
    answers: changed,
  },
  'remove-suite': {
    summary: 'Remove a stored suite',
    body: removeSuiteBody,
    answers: changed,
  },
  switch: { summary: 'Send all traffic to a color', body: switchBody, answers: changed },
  shadow: {
    summary: 'Copy a share of the calls to the release in the idle slot, or end that',
    body: shadowBody,
    answers: changed,
  },
  promote: {
    summary: "End the bake in the candidate's favour",
    body: promoteBody,
    answers: changed,
  },
  rollback: {
    summary: 'Go back to stable, or to the previous release',
    body: rollbackBody,
    answers: changed,
  },
  forgive: { summary: 'Lift the quarantine', body: forgiveBody, answers: changed },
  pause: { summary: 'Stop what goes forward by itself', body: pauseBody, answers: changed },
  resume: { summary: 'End a pause', body: resumeBody, answers: changed },
  collectors: {
    summary: 'Set the number of collectors in each region',
    body: collectorsBody,
    answers: changed,
  },
  preview: {
    summary: 'Make a token for previews of a color',
    body: previewBody,
    answers: [previewAnswer],
  },
  feedback: { summary: 'Grade a call', body: feedbackBody },
  notifyTest: {
    summary: 'Send a test message to a receiver of notifications, or to all',
    body: notifyTestBody,
    answers: [notifyTestAnswer],
  },
}
