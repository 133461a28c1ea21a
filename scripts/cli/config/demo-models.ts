import { isRecord } from '../../../src/core/json.ts'
import type { Table } from './wrangler-file.ts'
import { withoutTable } from './edit-tables.ts'

/** The ports of the servers that `npm start` runs. */
const DEMO_PORTS = ['9101', '9102', '9201', '9202']

/** Returns the names of the models in a table MODELS that belong to the demo. */
export function demoModelsIn(models: Table): readonly string[] {
  return Object.entries(models)
    .filter(([, model]) => isRecord(model) && isDemo(model['blue']) && isDemo(model['green']))
    .map(([name]) => name)
}

function isDemo(slot: unknown): boolean {
  const origin = isRecord(slot) ? slot['origin'] : undefined
  const port = /^http:\/\/127\.0\.0\.1:(\d+)$/.exec(String(origin))?.[1]
  return port !== undefined && DEMO_PORTS.includes(port)
}

/** Removes the tables of these models. */
export function withoutModels(text: string, names: readonly string[]): string {
  return names.reduce((left, name) => withoutTable(left, `vars.MODELS.${name}`), text)
}
