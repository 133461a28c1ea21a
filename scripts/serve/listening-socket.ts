import { spawnSync } from 'node:child_process'
import net from 'node:net'
import { getSystemErrorName } from 'node:util'
import { ServeError } from './failures.ts'

/** A socket that listens for as long as this process runs, whoever takes its connections. */
export interface ListeningSocket {
  readonly fd: number
  readonly port: number
}

/**
 * Makes a bound socket listen and prints its port. A process of its own, which ends at once: the supervisor would take
 * the connections that are meant for workerd.
 */
const LISTEN = `
const server = require('node:net').createServer()
server.on('error', (error) => { console.log(error.code); process.exit(1) })
server.listen({ fd: 3, backlog: 4096 }, () => { console.log(server.address().port); process.exit() })`

const explained: Readonly<Record<string, string>> = {
  EADDRINUSE: 'it is in use. Stop the process that listens there, or use another --port',
  EACCES: 'that needs a permission which this process does not have',
  EADDRNOTAVAIL: 'this machine does not have that address',
  EINVAL: 'that is not an IP address',
}

/**
 * Opens the socket. Each workerd inherits it from this process, so that connections wait in its queue while one workerd
 * ends and the next one starts. Port 0 is any free port. Throws a `ServeError` when the address cannot be had.
 */
export function openListeningSocket(host: string, port: number): ListeningSocket {
  const refuse = (code: string) =>
    new ServeError(`Cannot listen on ${host} port ${port}: ${explained[code] ?? code}.`)
  const bound = bind(host === 'localhost' ? '127.0.0.1' : host, port)
  if (typeof bound === 'string') throw refuse(bound)
  const { fd } = bound
  const { status, stdout } = spawnSync(process.execPath, ['-e', LISTEN], {
    stdio: ['ignore', 'pipe', 'inherit', fd],
    encoding: 'utf8',
  })
  const answer = stdout.trim()
  if (status !== 0) throw refuse(answer)
  // A socket whose port was in use is not bound, so that it listens on any other.
  if (port !== 0 && Number(answer) !== port) throw refuse('EADDRINUSE')
  return { fd, port: Number(answer) }
}

/**
 * Returns a bound socket that does not listen yet, or the name of an error. Node documents no way to get one; its
 * `cluster` gets the sockets that its processes share like this.
 */
function bind(address: string, port: number): { readonly fd: number } | string {
  const create: unknown = Reflect.get(net, '_createServerHandle')
  if (typeof create !== 'function') throw new Error('this version of Node cannot share a socket')
  const handle: unknown = create(address, port, net.isIPv6(address) ? 6 : 4, -1)
  if (typeof handle === 'number') return getSystemErrorName(handle)
  if (!isHandle(handle)) throw new Error('this version of Node cannot share a socket')
  return handle
}

function isHandle(value: unknown): value is { readonly fd: number } {
  return typeof value === 'object' && value !== null && 'fd' in value
}
