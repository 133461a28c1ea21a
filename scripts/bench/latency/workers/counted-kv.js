// The KV of `npm run serve` with a counter of the reads.
import kv from './kv.js'

export { Store } from './kv.js'

let reads = 0

export default {
  fetch(request, env) {
    if (request.method === 'GET') reads += 1
    return kv.fetch(request, env)
  },
}

/** Entrypoint through which the benchmark reads the count. */
export const counts = {
  fetch() {
    return Response.json({ reads })
  },
}
