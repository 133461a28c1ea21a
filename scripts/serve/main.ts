import { reportFailure } from './failures.ts'
import { endLeftovers } from './leftover.ts'
import { openListeningSocket } from './listening-socket.ts'
import { lockData } from './lock.ts'
import { logTo } from './log.ts'
import { parseServeOptions, usage, type ServeOptions } from './options.ts'
import { Supervisor } from './supervisor.ts'
import { notifySystemd } from './systemd.ts'

// Runs the router on this machine until SIGTERM or SIGINT. SIGHUP reads the configuration again. stdout is the log.

try {
  const options = parseServeOptions(process.argv.slice(2))
  if (options === 'help') console.log(usage)
  else process.exitCode = await serve(options)
} catch (error) {
  process.exitCode = reportFailure(error, usage)
}
process.exit()

async function serve(options: ServeOptions): Promise<number> {
  const { data, host, drainMs } = options
  const log = logTo(process.stdout, options.logFormat)
  // Nobody else reads the data, or opens the socket of KV, where the folder was there before with other rights.
  process.umask(0o077)
  // A reload that comes during the start would end the process.
  let reload: () => void = () => (isReloadDue = true)
  let isReloadDue = false
  process.on('SIGHUP', () => reload())
  const lock = lockData(data)
  const socket = openListeningSocket(host, options.port)
  for (const pid of await endLeftovers(data)) {
    log('warn', 'leftover', { message: 'ended a workerd that outlived its supervisor', pid })
  }
  // wrangler, which reads the configuration, takes most of the start: what is refused without it is refused at once.
  const { deploy } = await import('./deployment.ts')
  const redeploy = () => deploy(options, process.env)
  const supervisor = new Supervisor(
    {
      data,
      socket,
      drainMs,
      log,
      redeploy,
      onReady: () => {
        log('info', 'ready', { url: urlOf(host, socket.port), data, pid: process.pid })
        notifySystemd('READY=1')
      },
    },
    await redeploy()
  )
  const stop = () => {
    notifySystemd('STOPPING=1')
    void supervisor.stop()
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  reload = () => supervisor.reload()
  if (isReloadDue) reload()
  const exitCode = await supervisor.run()
  log('info', 'stopped', { exitCode })
  lock.release()
  return exitCode
}

function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
