import type { Receiver } from '../../core/notification/receiver.ts'
import type { Model } from '../../core/routing/model.ts'
import { describeConfigIssues } from './config-issues.ts'
import { invalidConfig } from './parse-models.ts'
import { receivers, type ReceiverSettings } from './receiver-schema.ts'

/** Parses the receivers of `wrangler.toml`. Throws a `ConfigError` that names each invalid key. */
export function parseReceivers(document: unknown, models: readonly Model[]): readonly Receiver[] {
  const parsed = receivers.safeParse(document ?? {}, { reportInput: false })
  if (!parsed.success) throw invalidConfig(describeConfigIssues('NOTIFY', parsed.error.issues))
  const all = Object.entries(parsed.data).map(([name, settings]) => receiverOf(name, settings))
  refuseUnknownModels(all, models)
  return all
}

function receiverOf(name: string, settings: ReceiverSettings): Receiver {
  const { on, models } = settings
  const common = { name, on, models }
  switch (settings.kind) {
    case 'webhook':
      return { ...common, kind: 'webhook', url: settings.url, secrets: settings.secret }
    case 'slack':
      return { ...common, kind: 'slack', url: settings.url }
    case 'pagerduty':
      return { ...common, kind: 'pagerduty', key: settings.secret, url: settings.url }
  }
}

function refuseUnknownModels(all: readonly Receiver[], models: readonly Model[]): void {
  for (const { name, models: wanted = [] } of all) {
    const unknown = wanted.find((one) => models.every((model) => model.name !== one))
    if (unknown === undefined) continue
    const known = models.map((model) => model.name).join(', ')
    throw invalidConfig(`NOTIFY.${name}.models: no model is named "${unknown}"; there is ${known}`)
  }
}
