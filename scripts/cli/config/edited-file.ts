import { isDeepStrictEqual } from 'node:util'
import { ok, refuse, type Result } from '../../../src/core/result.ts'
import { readConfiguration } from '../../../src/control-plane/config/read-configuration.ts'
import { writtenModelsIn } from '../../../src/control-plane/config/model-variables.ts'
import { demoModelsIn, withoutModels } from './demo-models.ts'
import { withTables } from './edit-tables.ts'
import { modelBlock, variableOf, type NewModel } from './model-block.ts'
import { parsed, tableAt, type Table } from './wrangler-file.ts'

export interface Edit {
  readonly model: NewModel
  readonly env: string | undefined
  readonly removesDemo: boolean
}

export interface Edited {
  readonly text: string
  readonly block: string
  /** The models of the demo that were removed. */
  readonly removed: readonly string[]
  /** The models of the demo that are left. */
  readonly demo: readonly string[]
}

/**
 * Returns the text of a `wrangler.toml` with one model more, or why there can be none. Everything else
 * in the file stays as it is; this is checked by parsing the result.
 */
export function editedFile(text: string, edit: Edit): Result<Edited, string> {
  const isOfWindows = text.includes('\r\n') && !/(^|[^\r])\n/.test(text)
  if (!isOfWindows) return editedLines(text, edit)
  const edited = editedLines(text.replaceAll('\r\n', '\n'), edit)
  if (!edited.ok) return edited
  return ok({ ...edited.value, text: edited.value.text.replaceAll('\n', '\r\n') })
}

function editedLines(text: string, { model, env, removesDemo }: Edit): Result<Edited, string> {
  const scope = env === undefined ? [] : ['env', env]
  const before = parsed(text)
  if (!before.ok) return refuse(before.refusal)
  const demo = demoModelsIn(tableAt(before.value, 'vars', 'MODELS'))
  const removed = removesDemo ? demo : []
  const reduced = withoutModels(text, removed)
  const rest = parsed(reduced)
  if (!rest.ok) return refuse(`The models of the demo could not be removed: ${rest.refusal}`)
  const variables = tableAt(rest.value, ...scope, 'vars')
  const owner = writtenModelsIn(variables).written.find(({ name }) => name === model.name)
  if (owner !== undefined || variableOf(model.name) in variables) {
    const isDemo = env === undefined && demo.includes(model.name)
    const why = isDemo
      ? `${model.name} is a model of the demo. To remove the demo's models: --remove-demo`
      : `The file has the model ${model.name} already, and init changes none.`
    return refuse(why)
  }
  const block = modelBlock(model, env)
  const edited = withoutModels(withTables(text, block, [...scope, 'vars'].join('.')), removed)
  const after = parsed(edited)
  const wanted = parsed(block)
  if (
    !after.ok ||
    !wanted.ok ||
    !isSum(after.value, rest.value, wanted.value, [...scope, 'vars'])
  ) {
    return refuse(`The file has a form that init cannot edit. Add these lines to it:\n${block}`)
  }
  const problems = newProblems(variables, tableAt(after.value, ...scope, 'vars'))
  if (problems.length > 0) return refuse(problems.join('\n'))
  return ok({ text: edited, block, removed, demo: removesDemo ? [] : demo })
}

/** Whether a document is another one with one variable more. */
function isSum(sum: Table, rest: Table, added: Table, path: readonly string[]): boolean {
  const variables = { ...tableAt(rest, ...path), ...tableAt(added, ...path) }
  return isDeepStrictEqual(plain(sum), plain(replaced(rest, path, variables)))
}

function replaced(document: Table, [key, ...rest]: readonly string[], value: Table): Table {
  if (key === undefined) return value
  return { ...document, [key]: replaced(tableAt(document, key), rest, value) }
}

/** Without the prototypes of the parser; dates become texts. */
function plain(document: Table): unknown {
  return JSON.parse(JSON.stringify(document))
}

function newProblems(before: Table, after: Table): readonly string[] {
  const known = new Set(readConfiguration(before).problems)
  return readConfiguration(after).problems.filter((problem) => !known.has(problem))
}
