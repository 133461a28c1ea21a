import { parseSync, Visitor, type Node } from 'oxc-parser'
import type { Piece } from './piece.ts'

/** A string of this form is a key, a code or a header, and counts as a name. */
const KEY = /^[A-Za-z][\w.:-]*$/

/** Keys of JSON and headers inside a longer text. */
const KEY_IN_TEXT = /"[\w-]+"(?=\s*:)|\bx-[\w-]+/gi

/** Returns the identifiers, keys and strings of a source file, and its fields `bad` that are not counts. Skips comments. */
export function piecesOfSource(path: string, code: string): readonly Piece[] {
  const { program, errors } = parseSync(path, code)
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`)
  const pieces: Piece[] = []
  const add = (kind: Piece['kind'], content: string, { start }: Node) => {
    pieces.push({ kind, content, line: code.slice(0, start).split('\n').length })
  }
  const addText = (text: string, node: Node) => {
    add(KEY.test(text) ? 'name' : 'text', text, node)
    for (const [key] of text.matchAll(KEY_IN_TEXT)) add('name', key, node)
  }
  const addFields = (members: readonly Node[]) => {
    const keys = members.map(keyOf)
    const bad = members.find((member) => keyOf(member) === 'bad')
    if (bad !== undefined && !keys.includes('calls')) add('field', 'bad without calls', bad)
  }
  new Visitor({
    Identifier: (node) => add('name', node.name, node),
    PrivateIdentifier: (node) => add('name', node.name, node),
    Literal: (node) => {
      if (typeof node.value === 'string') addText(node.value, node)
    },
    TemplateElement: (node) => addText(node.value.cooked ?? node.value.raw, node),
    MemberExpression: (node) => {
      const owner = nameOf(node.object)
      if (nameOf(node.property) !== 'bad' || !OWNER_OF_A_COLOR.test(owner)) return
      add('field', `${owner}.bad`, node)
    },
    ObjectExpression: (node) => addFields(node.properties),
    TSInterfaceBody: (node) => addFields(node.body),
    TSTypeLiteral: (node) => addFields(node.members),
  }).visit(program)
  return pieces
}

const OWNER_OF_A_COLOR = /(pointer|rollout|status)$/i

function keyOf(member: Node): string {
  return 'key' in member && member.key !== null ? nameOf(member.key) : ''
}

/** Returns the last name of an expression: `pointer` for `state.pointer`, empty when it has none. */
function nameOf(node: Node): string {
  if (node.type === 'Identifier') return node.name
  if (node.type === 'Literal') return String(node.value)
  return node.type === 'MemberExpression' ? nameOf(node.property) : ''
}
