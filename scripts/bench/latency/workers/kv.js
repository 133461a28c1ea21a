// The part of Workers KV that the router uses, over the protocol of workerd's KV bindings, with a counter of the reads.
const values = new Map()
let reads = 0

/** @type {Record<string, (key: string, request: Request) => Promise<Response>>} */
const methods = {
  async GET(key) {
    reads += 1
    const value = values.get(key)
    return value === undefined ? new Response(null, { status: 404 }) : new Response(value)
  },
  async PUT(key, request) {
    values.set(key, await request.arrayBuffer())
    return new Response(null)
  },
  async DELETE(key) {
    values.delete(key)
    return new Response(null)
  },
}

export default {
  fetch(request) {
    const answer = methods[request.method]
    if (answer === undefined) return new Response(null, { status: 405 })
    return answer(new URL(request.url).pathname, request)
  },
}

/** Entrypoint through which the benchmark reads the count. */
export const counts = {
  fetch() {
    return Response.json({ reads })
  },
}
