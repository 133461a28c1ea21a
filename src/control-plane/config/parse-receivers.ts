import { secretNamesOf, type Receiver } from '../../core/notification/receiver.ts'
import { colors } from '../../core/routing/color.ts'
import { configProblems, documentOf, shownPath } from './config-issues.ts'
import type { ReadModels } from './parse-models.ts'
import { nearestOf } from './nearest-key.ts'
import { keysOfReceiver, receivers, type ReceiverSettings } from './receiver-schema.ts'

/** The receivers, and what is wrong with them. */
export interface ReadReceivers {
  readonly receivers: readonly Receiver[]
  readonly problems: readonly string[]
}

/** Reads the variable `NOTIFY`, and finds all mistakes. */
export function readReceivers(variable: unknown, read: ReadModels): ReadReceivers {
  const parsed = receivers.safeParse(documentOf(variable) ?? {}, { reportInput: false })
  if (!parsed.success) {
    const problems = configProblems(['NOTIFY'], parsed.error.issues, keysOfReceiver)
    return { receivers: [], problems }
  }
  const all = Object.entries(parsed.data).map(([name, settings]) => receiverOf(name, settings))
  return { receivers: all, problems: [...unknownModels(all, read), ...lentSecrets(all, read)] }
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

function unknownModels(all: readonly Receiver[], { places }: ReadModels): readonly string[] {
  const known = [...places.keys()]
  return all.flatMap(({ name, models: wanted = [] }) =>
    wanted
      .filter((one) => !known.includes(one))
      .map((one) => {
        const nearest = nearestOf(one, known)
        const question = nearest === undefined ? '' : `; did you mean "${nearest}"?`
        return `NOTIFY.${name}.models: no model is named "${one}"${question}`
      })
  )
}

/** With the secret of a receiver, an origin could speak for the router. */
function lentSecrets(all: readonly Receiver[], { models, places }: ReadModels): readonly string[] {
  const names = new Set(all.flatMap(secretNamesOf))
  return models.flatMap((model) =>
    colors.flatMap((color) =>
      Object.entries(model.secretHeaders[color])
        .filter(([, secret]) => names.has(secret))
        .map(([header, secret]) => {
          const place = shownPath(places.get(model.name) ?? [model.name])
          return `${place}: ${header} of ${color}: the secret ${secret} of a receiver of notifications must not go to an origin`
        })
    )
  )
}
