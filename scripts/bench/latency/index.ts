import { availableParallelism, cpus, release } from 'node:os'
import { stopWithParent } from '../../models/lifetime.ts'
import { checkAnswer } from './call.ts'
import { parseOptions, type Options } from './options.ts'
import { measure, warmUp, type Sample } from './rounds.ts'
import { scenarios } from './scenarios.ts'
import { rowsOf } from './summary.ts'
import { conclusionsOf, tableOf, type WarmCalls } from './table.ts'
import { names, type ControlPlaneCalls, type Target } from './target.ts'
import { startTargets } from './targets.ts'

// Progress goes to stderr; stdout has the tables only.

// Each child process adds a listener for the exit of this process.
process.setMaxListeners(0)
stopWithParent(() => process.exit(1))

try {
  await run(parseOptions(process.argv.slice(2)))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
process.exit()

async function run(options: Options): Promise<void> {
  const notes: string[] = []
  console.error('Starting …')
  const targets = await startTargets(options, (note) => notes.push(note))
  await check(targets)
  console.error('Warming up …')
  await warmUp(targets, options)
  const before = await controlPlaneCallsOf(targets)
  const startedAt = performance.now()
  const samples = await measure(targets, options, (round) => {
    console.error(`Round ${round + 1} of ${options.rounds}`)
  })
  const seconds = (performance.now() - startedAt) / 1000
  const after = await controlPlaneCallsOf(targets)
  show(options, samples, notes, { ...difference(before, after), seconds, calls: callsOf(samples) })
  await Promise.all(targets.map((target) => target.stop()))
}

async function check(targets: readonly Target[]): Promise<void> {
  const [origin] = targets
  const [small] = scenarios
  if (origin === undefined || small === undefined) return
  for (const target of targets) await checkAnswer(target, origin, small)
}

function show(
  { scenarios: measured, rounds, json }: Options,
  samples: readonly Sample[],
  notes: readonly string[],
  warm: WarmCalls
): void {
  const rows = new Map(measured.map(({ name }) => [name, rowsOf(samples, name)]))
  if (json) {
    const machine = { cpu: cpus()[0]?.model, cores: availableParallelism(), kernel: release() }
    console.log(JSON.stringify({ machine, rounds, rows: Object.fromEntries(rows), warm, notes }))
    return
  }
  for (const scenario of measured) {
    console.log(`${tableOf(scenario, rows.get(scenario.name) ?? [])}\n`)
  }
  for (const line of [...conclusionsOf(rows, warm), ...notes]) console.log(`- ${line}`)
}

async function controlPlaneCallsOf(targets: readonly Target[]): Promise<ControlPlaneCalls> {
  const ours = targets.find(({ name }) => name === names.ours)
  return (await ours?.controlPlaneCalls?.()) ?? { kvReads: 0, coordinatorCalls: 0 }
}

function difference(before: ControlPlaneCalls, after: ControlPlaneCalls): ControlPlaneCalls {
  return {
    kvReads: after.kvReads - before.kvReads,
    coordinatorCalls: after.coordinatorCalls - before.coordinatorCalls,
  }
}

function callsOf(samples: readonly Sample[]): number {
  return samples
    .filter(({ target }) => target === names.ours)
    .reduce((sum, { busy, lone }) => sum + busy.calls + (lone?.calls ?? 0), 0)
}
