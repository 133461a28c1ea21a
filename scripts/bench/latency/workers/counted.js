// The router as it is deployed, with a count of the calls that its Durable Objects take: nothing is added to the path of
// an inference call.
import router, { Coordinator as Uncounted } from '../../../../src/index.ts'

export { Collector } from '../../../../src/index.ts'

let calls = 0

export class Coordinator extends Uncounted {}

for (const name of Object.getOwnPropertyNames(Uncounted.prototype)) {
  const method = Uncounted.prototype[name]
  if (name === 'constructor' || name === 'alarm' || typeof method !== 'function') continue
  Coordinator.prototype[name] = function (...values) {
    calls += 1
    return method.apply(this, values)
  }
}

export default router

/** What the benchmark asks. */
export const counts = {
  fetch() {
    return Response.json({ calls })
  },
}
