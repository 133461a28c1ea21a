/**
 * An in-memory Workers KV for workerd: it answers the HTTP requests that the KV binding sends. A
 * string, because it runs inside workerd.
 */
export const kvService = `
const values = new Map()

export default {
  async fetch(request) {
    const key = decodeURIComponent(new URL(request.url).pathname.slice(1))
    if (request.method === 'PUT') {
      values.set(key, await request.text())
      return new Response()
    }
    const value = values.get(key)
    return value === undefined ? new Response(null, { status: 404 }) : new Response(value)
  },
}
`
