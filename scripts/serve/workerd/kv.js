// The part of Workers KV that the router uses, over the protocol of workerd's KV bindings, in a SQLite file. An answer to a
// change leaves when the change is on disk. There is one copy, so that a cache time has no effect.
import { DurableObject } from 'cloudflare:workers'

const MAX_KEY_BYTES = 512
const MAX_METADATA_BYTES = 1_024
/** A pointer is below 2 KB. */
const MAX_VALUE_BYTES = 1_048_576
const MAX_LISTED = 1_000

const METADATA = 'cf-kv-metadata'

export class Store extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env)
    this.sql = ctx.storage.sql
    this.sql.exec(
      'CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, value BLOB NOT NULL, metadata TEXT) WITHOUT ROWID'
    )
  }

  async fetch(request) {
    // The binding waits until its body was taken, refused or not.
    const value = await request.arrayBuffer()
    const { pathname, searchParams } = new URL(request.url)
    if (searchParams.has('expiration') || searchParams.has('expiration_ttl')) {
      return refused(501, 'The KV of the router has no expiration')
    }
    const key = keyIn(pathname)
    if (key === undefined) return refused(400, 'The key is not valid')
    switch (request.method) {
      case 'GET':
        return key === '' ? this.#list(searchParams) : this.#get(key)
      case 'PUT':
        return this.#put(key, value, request.headers.get(METADATA))
      case 'DELETE':
        this.sql.exec('DELETE FROM entries WHERE key = ?', key)
        return new Response()
      default:
        return refused(501, 'The KV of the router reads one key at a time')
    }
  }

  #get(key) {
    const [found] = this.sql.exec('SELECT value, metadata FROM entries WHERE key = ?', key)
    if (found === undefined) return refused(404, 'Not Found')
    const headers = found.metadata === null ? {} : { [METADATA]: found.metadata }
    return new Response(found.value, { headers })
  }

  #put(key, value, metadata) {
    if (key === '') return refused(400, 'The key is empty')
    if (value.byteLength > MAX_VALUE_BYTES) return refused(413, 'The value is too long')
    if (metadata !== null && bytesOf(metadata) > MAX_METADATA_BYTES) {
      return refused(413, 'The metadata is too long')
    }
    this.sql.exec('INSERT OR REPLACE INTO entries VALUES (?, ?, ?)', key, value, metadata)
    return new Response()
  }

  /** The cursor is the last key of the page before. */
  #list(query) {
    const prefix = query.get('prefix') ?? ''
    const limit = Number(query.get('key_count_limit') ?? MAX_LISTED)
    if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LISTED) {
      return refused(400, `The limit must be from 1 to ${MAX_LISTED}`)
    }
    const rows = this.sql
      .exec(
        'SELECT key, metadata FROM entries WHERE substr(key, 1, length(?1)) = ?1 AND key > ?2 ORDER BY key LIMIT ?3',
        prefix,
        query.get('cursor') ?? '',
        limit + 1
      )
      .toArray()
    const keys = rows.slice(0, limit).map(entryOf)
    if (rows.length <= limit) return Response.json({ keys, list_complete: true })
    return Response.json({ keys, list_complete: false, cursor: keys.at(-1).name })
  }
}

export default {
  fetch(request, env) {
    return env.STORE.getByName('kv').fetch(request)
  },
}

/** Returns the key in a path; undefined when it cannot be one. */
function keyIn(pathname) {
  try {
    const key = decodeURIComponent(pathname.slice(1))
    return bytesOf(key) > MAX_KEY_BYTES ? undefined : key
  } catch {
    // Not text in percent-encoding.
    return undefined
  }
}

function entryOf({ key, metadata }) {
  return metadata === null ? { name: key } : { name: key, metadata: JSON.parse(metadata) }
}

function bytesOf(text) {
  return new TextEncoder().encode(text).byteLength
}

/** The binding shows the status text in its error. */
function refused(status, statusText) {
  return new Response(statusText, { status, statusText })
}
