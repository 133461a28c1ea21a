import { isRecord } from '../../core/json.ts'
import { documentOf, shownPath, type KeyPath } from './config-issues.ts'

/** A model as a variable holds it. */
export interface WrittenModel {
  readonly name: string
  /** Where it stands: variable, and key in the variable. */
  readonly at: KeyPath
  readonly document: unknown
}

export interface WrittenModels {
  readonly written: readonly WrittenModel[]
  readonly problems: readonly string[]
}

/** Variables with a table of models by name: `MODELS`, `MODELS_1`, `MODELS_SEARCH`. */
const MANY = /^MODELS(?:_[A-Za-z0-9_]+)?$/
/** Variables with one model. */
const ONE = /^MODEL_([A-Za-z0-9_]+)$/

/** Names are keys in KV, segments of the admin route and labels of metrics. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,62}$/

/**
 * Finds the models among the variables of the Worker. `MODELS`, and each variable whose name begins
 * with `MODELS_`, is a table of models by name. Each variable whose name begins with `MODEL_` is one
 * model: its key `name`, or else the rest of the variable's name in lower case, is its name. A
 * variable may be a table or its text in JSON; any other text is no model, because a secret may have
 * such a name too.
 */
export function writtenModelsIn(variables: object): WrittenModels {
  const found = Object.entries(variables).flatMap(([variable, value]) =>
    modelsOf(variable, documentOf(value))
  )
  const problems = [...found.flatMap(problemsOf), ...repeatedIn(found)]
  if (found.length === 0) problems.push('MODELS: expected at least one model')
  return { written: found.filter((model) => problemsOf(model).length === 0), problems }
}

function modelsOf(variable: string, document: unknown): readonly WrittenModel[] {
  const own = ONE.exec(variable)?.[1]
  if (own === undefined && !MANY.test(variable)) return []
  const at = [variable]
  if (!isTable(document)) {
    const isOther = (typeof document === 'string' || isBinding(document)) && variable !== 'MODELS'
    return isOther || document === undefined ? [] : [{ name: '', at, document }]
  }
  if (own === undefined) {
    return Object.entries(document).map(([name, model]) => ({
      name,
      at: [variable, name],
      document: model,
    }))
  }
  const { name = own.toLowerCase(), ...model } = document
  return [{ name: typeof name === 'string' ? name : '', at, document: model }]
}

function isBinding(value: unknown): boolean {
  return isRecord(value) && !Array.isArray(value) && !isTable(value)
}

/** A binding of another kind, such as a bucket, is no table. */
function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && Object.prototype.toString.call(value) === '[object Object]'
}

/** Whether a secret of this name and value would be read as models. */
export function isReadAsModels(name: string, value: string): boolean {
  return (ONE.test(name) || MANY.test(name)) && isTable(documentOf(value))
}

function problemsOf({ name, at, document }: WrittenModel): readonly string[] {
  const path = shownPath(at)
  if (!isTable(document)) return [`${path}: expected a table: [vars.${path}]`]
  const divided = Object.entries(document).find(([, value]) => isModel(value))?.[0]
  if (divided !== undefined && !isModel(document)) {
    const whole = JSON.stringify(`${name}.${divided}`)
    return [`${path}: is ${whole} one name? Write [vars.${String(at[0])}.${whole}]`]
  }
  if (NAME.test(name)) return []
  const key = at.length === 1 ? `${path}.name` : path
  return [
    `${key}: a model's name is a-z, 0-9, ".", "-" and "_", 63 characters at most, such as "chat" or "bge-small-1.5"`,
  ]
}

/** A dot in a key without quotes makes a table in a table. */
function isModel(value: unknown): boolean {
  return isTable(value) && ['path', 'blue', 'green'].some((key) => key in value)
}

function repeatedIn(found: readonly WrittenModel[]): readonly string[] {
  const first = new Map<string, string>()
  return found.flatMap(({ name, at }) => {
    const before = first.get(name)
    if (before !== undefined && name !== '')
      return [`${shownPath(at)}: the model "${name}" stands in ${before} already`]
    first.set(name, shownPath(at))
    return []
  })
}
