import { execa, ExecaError } from 'execa'

/**
 * Returns what a shell of the machine complains of in a script file, empty when it can read it. A machine
 * without the shell says so, and goes on with the other checks.
 */
export async function complaintsOfShell(
  shell: string,
  flag: string,
  file: string
): Promise<string> {
  try {
    const { stderr } = await execa(shell, [flag, file])
    return stderr
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error
    if (error.code !== 'ENOENT') return `${error.stdout}\n${error.stderr}`
    console.warn(`${shell} is not installed: its completion is not checked`)
    return ''
  }
}
