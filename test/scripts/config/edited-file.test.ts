import { describe, expect, it } from 'vitest'
import { editedFile } from '../../../scripts/cli/config/edited-file.ts'
import type { NewModel } from '../../../scripts/cli/config/model-block.ts'

const file = `name = "router" # of the team

# Our models.
[vars.MODELS.embed]
path = "/embed" # as ever
blue = "https://blue.test"
green = "https://green.test"

# Key pointer:<model>.
[[kv_namespaces]]
binding = "POINTERS"

[env.staging.vars]
NOTE = """
[vars.X]
"""
`

const chat: NewModel = {
  name: 'chat',
  path: '/chat',
  blue: { origin: 'https://one.test', release: 'v1' },
  green: { origin: 'https://two.test', release: 'v2' },
  headers: {},
  health: undefined,
}

function edited(text: string, model: Partial<NewModel> = {}, env?: string, removesDemo = false) {
  return editedFile(text, { model: { ...chat, ...model }, env, removesDemo })
}

describe('a new model', () => {
  it('stands behind the models that are there, and changes no other line', () => {
    const result = edited(file)

    const block = `[vars.MODEL_CHAT]
path = "/chat"
blue = { origin = "https://one.test", release = "v1" }
green = { origin = "https://two.test", release = "v2" }
`
    const [before = '', after = ''] = file.split('\n# Key pointer')
    expect(result).toMatchObject({
      ok: true,
      value: { text: `${before}\n${block}\n# Key pointer${after}` },
    })
  })

  it('has its name in the table when the variable cannot have it, and its headers and health route', () => {
    const model = {
      name: 'bge-small-1.5',
      headers: { authorization: 'BGE_KEY' },
      health: '/healthz',
    }

    const result = edited(file, model)

    expect(result.ok && result.value.block).toBe(`[vars.MODEL_BGE_SMALL_1_5]
name = "bge-small-1.5"
path = "/chat"
blue = { origin = "https://one.test", release = "v1", headers = { authorization = "BGE_KEY" } }
green = { origin = "https://two.test", release = "v2", headers = { authorization = "BGE_KEY" } }
health = { path = "/healthz" }`)
  })

  it('stands in an environment of its own', () => {
    const result = edited(file, {}, 'staging')

    expect(result.ok && result.value.text).toContain('\n"""\n\n[env.staging.vars.MODEL_CHAT]\n')
  })

  it('is the first of a file without models', () => {
    const result = edited('name = "router"')

    expect(result.ok && result.value.text).toMatch(/^name = "router"\n\n\[vars.MODEL_CHAT\]\n/)
  })

  it.each([
    ['its name is taken', { name: 'embed' }, 'The file has the model embed already'],
    ['its path is taken', { path: '/embed' }, 'MODEL_CHAT.path: "/embed" is already the path of'],
    ['its name is none', { name: 'a/b' }, "a model's name is a-z"],
    [
      'a URL is none',
      { blue: { origin: 'one', release: 'v1' } },
      'MODEL_CHAT.blue.origin: expected',
    ],
  ])('is refused when %s', (_, model, message) => {
    expect(edited(file, model)).toMatchObject({
      ok: false,
      refusal: expect.stringContaining(message),
    })
  })

  it('has the line ends of the file', () => {
    const result = edited(file.replaceAll('\n', '\r\n'))

    expect(result.ok && result.value.text).not.toMatch(/[^\r]\n/)
  })

  it('is shown and not written where the variables stand in one line', () => {
    expect(edited('vars = { NOTE = "x" }')).toMatchObject({
      ok: false,
      refusal: expect.stringContaining('Add these lines to it:\n[vars.MODEL_CHAT]'),
    })
  })
})

describe('the models of the demo', () => {
  const demo = `[vars.MODELS.chat]
path = "/chat"
blue = { origin = "http://127.0.0.1:9101", release = "v1" }
green = { origin = "http://127.0.0.1:9102", release = "v2" }

[observability]
enabled = true
`

  it('keep their names until they are removed', () => {
    expect(edited(demo)).toMatchObject({
      ok: false,
      refusal: expect.stringContaining('--remove-demo'),
    })
    const result = edited(demo, {}, undefined, true)
    expect(result).toMatchObject({ ok: true, value: { removed: ['chat'], demo: [] } })
    expect(result.ok && result.value.text).not.toContain('9101')
    expect(result.ok && result.value.text).toMatch(/^\[vars.MODEL_CHAT\]\n[^[]*\n\[observability\]/)
  })

  it('are named when they stay', () => {
    expect(edited(demo, { name: 'x', path: '/x' })).toMatchObject({
      ok: true,
      value: { removed: [], demo: ['chat'] },
    })
  })
})
