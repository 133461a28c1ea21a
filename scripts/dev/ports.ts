import { createServer } from 'node:net'
import { localModels, type LocalModel } from '../models/models.ts'
import { ROUTER_PORT } from './paths.ts'

/** How far a stack's ports lie from the usual ones: all of them move together. */
export function offsetOf(routerPort: number): number {
  return routerPort - ROUTER_PORT
}

/** The model servers of the stack whose router has this port. */
export function modelsAt(routerPort: number): readonly LocalModel[] {
  return localModels.map((model) => ({ ...model, port: model.port + offsetOf(routerPort) }))
}

/** Says which of a stack's ports something else listens on, and what to do; undefined when all are free. */
export async function explainBusy(routerPort: number): Promise<string | undefined> {
  const wanted = [
    { name: 'router', port: routerPort },
    ...modelsAt(routerPort).map(({ model, color, port }) => ({ name: `${model} ${color}`, port })),
  ]
  const free = await Promise.all(wanted.map(({ port }) => isFree(port)))
  const busy = wanted.filter((_, index) => free[index] === false)
  if (busy.length === 0) return undefined
  const lines = busy.map(({ name, port }) => `Port ${port} (${name}) is busy.`)
  const flags = busy.map(({ port }) => `-i :${port}`).join(' ')
  return [
    ...lines,
    'Is this running already? Stop it, or whatever listens there.',
    `To see what it is: lsof ${flags}`,
  ].join('\n')
}

async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}
