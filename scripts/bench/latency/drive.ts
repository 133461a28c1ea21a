import { connect, type Socket } from 'node:net'
import { writeTimesIn, sharedNow } from './answers.ts'
import { ResponseReader } from './response-reader.ts'

/** A closed-loop load: each connection sends its next call after the answer to the one before. */
export interface Load {
  readonly port: number
  readonly request: Buffer
  readonly calls: number
  readonly connections: number
}

/** The measurements of a load. */
export interface Burst {
  readonly calls: number
  readonly seconds: number
  /** Time from each request to the end of its response. */
  readonly latenciesMs: readonly number[]
  /** Time from the write of each event at the origin to its arrival here. */
  readonly lagsMs: readonly number[]
}

interface CallLog {
  left: number
  readonly latenciesMs: number[]
  readonly lagsMs: number[]
}

/** Sends a load over new keep-alive connections. Rejects when a connection breaks or an answer is not 200. */
export async function drive(load: Load): Promise<Burst> {
  const log: CallLog = { left: load.calls, latenciesMs: [], lagsMs: [] }
  const startedAt = sharedNow()
  await Promise.all(Array.from({ length: load.connections }, () => useConnection(load, log)))
  const seconds = (sharedNow() - startedAt) / 1000
  const { latenciesMs, lagsMs } = log
  return { calls: latenciesMs.length, seconds, latenciesMs, lagsMs }
}

function useConnection({ port, request }: Load, log: CallLog): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    const reader = new ResponseReader()
    let sentAt = 0
    const next = () => {
      log.left -= 1
      if (log.left < 0) return finish(socket, resolve)
      sentAt = sharedNow()
      return socket.write(request)
    }
    socket.setNoDelay(true)
    socket.once('connect', next)
    socket.once('error', reject)
    socket.once('close', () => reject(new Error(`port ${port} closed the connection`)))
    socket.on('data', (bytes) => {
      try {
        recordLags(bytes, log)
        if (!reader.take(bytes)) return
      } catch (error) {
        socket.destroy()
        reject(error)
        return
      }
      log.latenciesMs.push(sharedNow() - sentAt)
      next()
    })
  })
}

function finish(socket: Socket, resolve: () => void): void {
  resolve()
  socket.destroy()
}

/** Skips the search in bodies without events. */
function recordLags(bytes: Buffer, { lagsMs }: CallLog): void {
  if (!bytes.includes('data: ')) return
  const now = sharedNow()
  for (const at of writeTimesIn(bytes.toString('latin1'))) lagsMs.push(now - at)
}
