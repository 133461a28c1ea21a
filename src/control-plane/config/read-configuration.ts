import { secretNamesOf, type Receiver } from '../../core/notification/receiver.ts'
import type { Model } from '../../core/routing/model.ts'
import { readAdminHost } from './admin-host.ts'
import { readModels, type ReadModels } from './parse-models.ts'
import { readReceivers } from './parse-receivers.ts'

/** What the variables of the Worker say. */
export interface Configuration {
  readonly models: readonly Model[]
  readonly receivers: readonly Receiver[]
  /** The only host of the admin route; undefined when each has it. */
  readonly adminHost: string | undefined
}

/** The configuration as far as it is valid, and one sentence for each mistake. */
export interface ReadConfiguration extends Configuration {
  /** Where each model stands, by its name. */
  readonly places: ReadModels['places']
  readonly problems: readonly string[]
}

/** Reads models and receivers out of the variables of the Worker, and finds all mistakes. */
export function readConfiguration(variables: object): ReadConfiguration {
  const read = readModels(variables)
  const notify: unknown = Reflect.get(variables, 'NOTIFY')
  const { receivers, problems } = readReceivers(notify, read)
  const admin = readAdminHost(Reflect.get(variables, 'ADMIN_HOST'))
  const withheldSecrets = new Set(receivers.flatMap(secretNamesOf))
  return {
    models: read.models.map((model) => ({ ...model, withheldSecrets })),
    receivers,
    adminHost: admin.adminHost,
    places: read.places,
    problems: [...read.problems, ...problems, ...admin.problems],
  }
}
