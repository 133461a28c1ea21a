import { meterNames, PLAN, prices, type Meter } from './prices.ts'
import { MONTH_SECONDS, usageOf, type Load } from './usage.ts'

/** The meters that the calls themselves turn, with any Worker in front of a model. */
const ofCalls: ReadonlySet<Meter> = new Set(['workerRequests', 'workerCpuMs', 'logGigabytes'])

const meters = Object.keys(meterNames).filter(isMeter)

function isMeter(name: string): name is Meter {
  return name in meterNames
}

/** What a meter adds to a month, in dollars. */
interface Amount {
  readonly meter: Meter
  /** List price from the first unit on. */
  readonly list: number
  /** The same without the units that the plan includes, for an account with nothing else. */
  readonly beyond: number
}

/** Returns the amounts for models that carry the same load each. */
export function amountsOf(load: Load, models: number): readonly Amount[] {
  const used = usageOf(load)
  return meters.map((meter) => {
    const { unit, included } = prices[meter]
    const units = used[meter] * models
    return { meter, list: units * unit, beyond: Math.max(0, units - included) * unit }
  })
}

/** Returns the rows of the table of costs, a column for each load. The first row is the head. */
export function costRows(loads: readonly Load[], models: number): readonly (readonly string[])[] {
  const columns = loads.map((load) => {
    const amounts = amountsOf(load, models)
    const ofRouter = amounts.filter(({ meter }) => !ofCalls.has(meter))
    return { load, amounts, ofRouter, calls: load.callsPerSecond * MONTH_SECONDS * models }
  })
  const row = (name: string, cellOf: (column: (typeof columns)[number]) => string) => [
    name,
    ...columns.map(cellOf),
  ]
  const ofMeter = (meter: Meter) =>
    row(meterNames[meter], ({ amounts }) =>
      dollars(listOf(amounts.filter((amount) => amount.meter === meter)))
    )
  return [
    row(models === 1 ? 'one model, a month' : `${models} models, a month`, ({ load }) =>
      models === 1 ? rateOf(load) : `${rateOf(load)} each`
    ),
    row('calls', ({ calls }) => whole(calls)),
    row('isolates', ({ load }) => whole(load.isolates)),
    ...meters.map(ofMeter),
    row('**all, list price**', ({ amounts }) => `**${dollars(listOf(amounts))}**`),
    row('of it coordinator and KV', ({ ofRouter }) => dollars(listOf(ofRouter))),
    row('the same for a million calls', ({ ofRouter, calls }) =>
      dollars((listOf(ofRouter) / calls) * 1e6)
    ),
    row('**bill**', ({ amounts }) => `**${dollars(billOf(amounts))}**`),
  ]
}

function listOf(amounts: readonly Amount[]): number {
  return amounts.reduce((sum, { list }) => sum + list, 0)
}

function billOf(amounts: readonly Amount[]): number {
  return amounts.reduce((sum, { beyond }) => sum + beyond, PLAN)
}

function rateOf({ callsPerSecond }: Load): string {
  return `${callsPerSecond.toLocaleString('en-US')} calls/s`
}

function whole(number: number): string {
  return Math.round(number).toLocaleString('en-US')
}

/** Cents, or two digits of less than a cent, or whole dollars from a hundred on. */
function dollars(amount: number): string {
  if (amount >= 100) return `$${whole(amount)}`
  if (amount >= 0.01 || amount === 0) return `$${amount.toFixed(2)}`
  return `$${Number(amount.toPrecision(2))}`
}
