import { AdminError } from './admin-error.ts'
import { pageFile } from './serve-page.ts'

/** Name of the document among the files of the page. */
const DOCUMENT = 'openapi.json'

/**
 * Answers with the OpenAPI document of the admin API. It comes from the Worker of the page: it would be
 * a twentieth of the router, which each isolate loads and hardly any is asked for.
 */
export async function documentAnswer(page: Fetcher | undefined): Promise<Response> {
  const found = page === undefined ? undefined : await pageFile(page, DOCUMENT)
  if (found?.status !== 200) throw new AdminError('document_unavailable', adviceFor(page, found))
  return new Response(found.body, { headers: { 'content-type': 'application/json' } })
}

function adviceFor(page: Fetcher | undefined, found: Response | undefined): string {
  if (page === undefined) return `That Worker is not installed. ${INSTALL}`
  if (found === undefined) return 'That Worker does not answer. Try again.'
  return `That Worker answers with status ${found.status}. ${INSTALL}`
}

const INSTALL =
  'On Cloudflare, npm run deploy brings it together with the router; for npm run serve, run npm run page before its start. The same document is the file src/control-plane/admin/openapi.json.'
