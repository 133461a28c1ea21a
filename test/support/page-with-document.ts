import { readFileSync } from 'node:fs'

const file = new URL('../../src/control-plane/admin/openapi.json', import.meta.url)
const document = readFileSync(file, 'utf8')

/** A double of the Worker of the page: of its files it has the document of the API alone. */
export function pageWithDocument(request: { readonly url: string }): Response {
  const hasFile = new URL(request.url).pathname === '/openapi.json'
  return hasFile ? new Response(document) : new Response(null, { status: 404 })
}
