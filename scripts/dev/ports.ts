import { createServer } from 'node:net'
import { localModels, type LocalModel } from '../models/models.ts'
import { ROUTER_PORT } from './paths.ts'

/**
 * Returns the distance of a stack's ports from the default ports. All ports of a stack have the
 * same offset.
 */
export function offsetOf(routerPort: number): number {
  return routerPort - ROUTER_PORT
}

/** Returns the model servers of the stack with this router port. */
export function modelsAt(
  routerPort: number,
  models: readonly LocalModel[] = localModels
): readonly LocalModel[] {
  return models.map((model) => ({ ...model, port: model.port + offsetOf(routerPort) }))
}

/**
 * Returns a message that names the stack's busy ports and the next steps; undefined when all ports
 * are free.
 */
export async function explainBusy(
  routerPort: number,
  models: readonly LocalModel[] = modelsAt(routerPort)
): Promise<string | undefined> {
  const wanted = [
    { name: 'router', port: routerPort },
    ...models.map(({ model, color, port }) => ({ name: `${model} ${color}`, port })),
  ]
  const free = await Promise.all(wanted.map(({ port }) => isFree(port)))
  const busy = wanted.filter((_, index) => free[index] === false)
  if (busy.length === 0) return undefined
  const lines = busy.map(({ name, port }) => `Port ${port} (${name}) is busy.`)
  const flags = busy.map(({ port }) => `-i :${port}`).join(' ')
  return [
    ...lines,
    'The stack may already be running. Stop it, or stop the process that uses the port.',
    `To find the process: lsof ${flags}`,
  ].join('\n')
}

async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}
