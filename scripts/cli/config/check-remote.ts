import { colors } from '../../../src/core/routing/color.ts'
import type { Model } from '../../../src/core/routing/model.ts'
import type { FailedModel, Status } from '../../../src/control-plane/admin/answers.ts'
import { adminClient } from '../admin-client.ts'
import type { Connection } from '../connection.ts'
import { mistake, warning, type Finding } from './finding.ts'
import { fetched, plainCall } from './plain-call.ts'

/**
 * Compares a running router with the models of the file, and calls each of them: at `callsUrl`, where
 * that is not the address of the admin route.
 */
export async function checkRemote(
  connection: Connection,
  models: readonly Model[],
  callsUrl = connection.url
): Promise<readonly Finding[]> {
  const health = await checkHealth(connection.url)
  if (health.some(({ level }) => level === 'error')) return health
  const answer = await adminClient(connection).models()
  if (!answer.ok) {
    const { message, hint = '' } = answer.refusal
    return [...health, mistake(`${connection.url}: ${message} ${hint}`.trim())]
  }
  const deployed = answer.value.models
  const plain = await Promise.all(models.map((model) => plainCall(callsUrl, model)))
  return [
    ...health,
    ...models.flatMap((model) => checkModel(model, deployed)),
    ...deployed
      .filter(({ model }) => models.every(({ name }) => name !== model))
      .map(({ model }) => warning(`${model}: the router serves it, and the file does not have it`)),
    ...plain.flatMap(({ findings }) => findings),
  ]
}

async function checkHealth(url: string): Promise<readonly Finding[]> {
  const answered = await fetched(`${url}/admin/health`)
  if (typeof answered === 'string') return [mistake(`${url}: no answer: ${answered}`)]
  // Access may stand in front of the route: the request for the models says so.
  if (answered.status < 500) return []
  return [mistake(`${url}/admin/health answers ${answered.status}: expected 200`)]
}

function checkModel(model: Model, deployed: readonly (Status | FailedModel)[]): readonly Finding[] {
  const { name } = model
  const status = deployed.find((each) => each.model === name)
  if (status === undefined) {
    const why = 'the router does not serve it, or the token may not see it: deploy the file'
    return [mistake(`${name}: ${why}`)]
  }
  if ('error' in status) {
    return [mistake(`${name}: its coordinator does not answer: ${status.error.message}`)]
  }
  const { kv, alerts, revision } = status
  const held = kv.revision === null ? 'no pointer' : `revision ${kv.revision}`
  return [
    ...(kv.inSync
      ? []
      : [
          mistake(
            `${name}: KV holds ${held} and the router is at ${revision}: look again in a minute`
          ),
        ]),
    ...alerts.map(({ code, message, advice }) =>
      (code === 'config_differs' ? warning : mistake)(`${name}: ${code}: ${message} ${advice}`)
    ),
    ...releasesElsewhere(model, status),
  ]
}

/** A release of the file stands in a slot, or waits as `configured`; otherwise the deploy is of another file. */
function releasesElsewhere({ name, slots }: Model, status: Status): readonly Finding[] {
  const known = [status.slots.blue, status.slots.green, ...status.configured]
  return colors.flatMap((color): readonly Finding[] => {
    const { origin, release } = slots[color]
    if (known.some((one) => one.origin === origin && one.release === release)) return []
    return [
      warning(
        `${name}: the router does not know the release ${release} of ${color}: deploy the file`
      ),
    ]
  })
}
