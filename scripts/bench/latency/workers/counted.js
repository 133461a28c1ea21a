// The deployed router with a counter of the calls to its Durable Objects. The path of an inference call is unchanged.
import { env } from 'cloudflare:workers'
import router, { Coordinator as Uncounted } from '../../../../src/index.ts'

export { Collector } from '../../../../src/index.ts'

let calls = 0

export class Coordinator extends Uncounted {}

for (const name of Object.getOwnPropertyNames(Uncounted.prototype)) {
  const method = Uncounted.prototype[name]
  if (name === 'constructor' || name === 'alarm' || typeof method !== 'function') continue
  Coordinator.prototype[name] = function (...values) {
    calls += 1
    const result = method.apply(this, values)
    return name === 'report' ? result.then(withInterval) : result
  }
}

/** Under an instrumenting launcher workerd is so slow that reports would be a visible part of each call. */
function withInterval(reply) {
  return env.REPORT_EVERY_MS === null ? reply : { ...reply, nextReportMs: env.REPORT_EVERY_MS }
}

export default router

/** Entrypoint through which the benchmark reads the count. */
export const counts = {
  fetch() {
    return Response.json({ calls })
  },
}
