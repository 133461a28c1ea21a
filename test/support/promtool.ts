import { execa, ExecaError } from 'execa'

/** A program of the machine, not of a package. */
const PROGRAM = 'promtool'

/**
 * Returns what promtool complains of, empty when it accepts its input. A machine without promtool
 * says so, and goes on with the other checks. Debian has it in the package `prometheus`.
 */
export async function complaintsOfPromtool(
  args: readonly string[],
  input: string = ''
): Promise<string> {
  try {
    await execa(PROGRAM, [...args], { input })
    return ''
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error
    if (error.code !== 'ENOENT') return `${error.stdout}\n${error.stderr}`
    console.warn(`promtool is not installed: \`promtool ${args.join(' ')}\` is not checked`)
    return ''
  }
}
