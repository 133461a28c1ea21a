import { execFile } from 'node:child_process'

/**
 * Says something to systemd, in a unit of `Type=notify`; elsewhere it does nothing. Node cannot write to the socket of
 * systemd itself, so that the unit needs `NotifyAccess=all`.
 * @see https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html
 */
export function notifySystemd(state: 'READY=1' | 'STOPPING=1'): void {
  if (process.env['NOTIFY_SOCKET'] === undefined) return
  execFile('systemd-notify', [state], (error) => {
    if (error !== null) console.error(`systemd-notify: ${error.message}`)
  })
}
