import { CommanderError } from 'commander'
import { exitCodeOf } from './codes.ts'
import { program, type Tell } from './program.ts'

const tell: Tell = (outcome, json) => {
  if (outcome.ok) {
    console.log(json ? JSON.stringify(outcome.value.json, null, 2) : outcome.value.text)
    return
  }
  const { kind, code, message, hint } = outcome.refusal
  process.exitCode = exitCodeOf[kind]
  if (json) console.log(JSON.stringify({ error: { code, message, hint } }, null, 2))
  console.error([message, ...(hint === undefined ? [] : [hint])].join('\n'))
}

try {
  await program(tell).parseAsync()
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  process.exitCode = error.exitCode === 0 ? 0 : exitCodeOf.usage
}
