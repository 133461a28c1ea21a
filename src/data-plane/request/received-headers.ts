import { PREVIEW_HEADER } from '../../core/routing/preview-token.ts'
import { isStripped } from '../../core/routing/stripped-headers.ts'
import { clientAddressOf } from '../../platform/client-address.ts'

/** The headers of a client that the router reads on each call; null where it sends none. */
export interface ReceivedHeaders {
  readonly authorization: string | null
  readonly xApiKey: string | null
  readonly apiKey: string | null
  readonly googleKey: string | null
  /** Token of a preview. */
  readonly preview: string | null
  /** Network address of the client, as the platform states it. */
  readonly address: string | null
  readonly contentLength: string | null
  readonly connection: string | null
  readonly upgrade: string | null
  /** Web origin of the script that sends the call. */
  readonly origin: string | null
  readonly cookie: string | null
  /** Names of headers that do not reach an origin. */
  readonly stripped: readonly string[]
}

/**
 * Reads the headers of a call in one walk. A header costs as much here as one that is asked for by
 * its name, and no list of names could hold all spellings of those that are stripped.
 */
export function readHeaders(request: Request, headers: Headers): ReceivedHeaders {
  const found = new Found()
  headers.forEach(found.add)
  found.address = clientAddressOf(request, found.address)
  return found
}

class Found implements ReceivedHeaders {
  authorization: string | null = null
  xApiKey: string | null = null
  apiKey: string | null = null
  googleKey: string | null = null
  preview: string | null = null
  address: string | null = null
  contentLength: string | null = null
  connection: string | null = null
  upgrade: string | null = null
  origin: string | null = null
  cookie: string | null = null
  readonly stripped: string[] = []

  readonly add = (value: string, name: string): void => {
    switch (name) {
      case 'authorization':
        this.authorization = value
        return
      case 'x-api-key':
        this.xApiKey = value
        return
      case 'api-key':
        this.apiKey = value
        return
      case 'x-goog-api-key':
        this.googleKey = value
        return
      case PREVIEW_HEADER:
        this.preview = value
        this.stripped.push(name)
        return
      case 'cf-connecting-ip':
        this.address = value
        return
      case 'content-length':
        this.contentLength = value
        return
      case 'connection':
        this.connection = value
        return
      case 'upgrade':
        this.upgrade = value
        return
      case 'origin':
        this.origin = value
        return
      case 'cookie':
        this.cookie = value
        return
      default:
        if (isStripped(name)) this.stripped.push(name)
    }
  }
}
