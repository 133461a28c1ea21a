import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { program } from '../../scripts/cli/program.ts'
import type { Tell } from '../../scripts/cli/run-command.ts'
import { adminTokens } from '../../src/control-plane/admin/access/admin-tokens.ts'
import { holdsAdminToken } from '../../src/core/outcomes/admin-token.ts'

type Outcome = Parameters<Tell>[0]

/** Runs `bluegreen token create` in this process. */
async function create(...flags: readonly string[]): Promise<Outcome> {
  const outcomes: Outcome[] = []
  const command = program((outcome) => outcomes.push(outcome))
  await command.parseAsync(['token', 'create', ...flags], { from: 'user' })
  const [outcome] = outcomes
  if (outcome === undefined) throw new Error('the command said nothing')
  return outcome
}

it('prints a token once, and its entry for the secret with nothing but the hash', async () => {
  const outcome = await create('--name', 'ci', '--role', 'releaser', '--models', 'chat, embed')

  if (!outcome.ok) throw new Error(outcome.refusal.message)
  const { text } = outcome.value
  const token = /bgr_[\w-]{43}/.exec(text)?.[0] ?? ''
  const entry = JSON.parse(/^ {2}(\{.*\})$/m.exec(text)?.[1] ?? '')
  expect(text.split(token)).toHaveLength(2)
  expect(holdsAdminToken([token])).toBe(true)
  expect(entry).toEqual({
    name: 'ci',
    role: 'releaser',
    models: ['chat', 'embed'],
    sha256: createHash('sha256').update(token).digest('hex'),
  })
  expect(adminTokens.safeParse([entry]).success).toBe(true)
})

it('makes another token each time, by default for all models', async () => {
  const made = await Promise.all([
    create('--name', 'ci', '--role', 'viewer', '--json'),
    create('--name', 'ci', '--role', 'viewer', '--json'),
  ])

  const entries = made.map((outcome) => (outcome.ok ? outcome.value.json : undefined))
  expect(entries).toEqual([
    {
      token: expect.any(String),
      entry: expect.not.objectContaining({ models: expect.anything() }),
    },
    { token: expect.any(String), entry: expect.anything() },
  ])
  expect(entries[0]).not.toEqual(entries[1])
})

it.each([
  ['a name of the router', '--name', 'router', '--role', 'viewer'],
  ['an empty model', '--name', 'ci', '--role', 'viewer', '--models', 'chat,,embed'],
])('refuses %s', async (_, ...flags) => {
  const outcome = await create(...flags)

  expect(outcome).toMatchObject({ ok: false, refusal: { code: 'bad_token', kind: 'usage' } })
})
