import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bluegreen, textOf } from './run-in-process.ts'

let folder = ''
const config = () => join(folder, 'wrangler.toml')

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bluegreen-check-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const bindings = (prefix = '') => `
[[${prefix}kv_namespaces]]
binding = "POINTERS"
[[${prefix}durable_objects.bindings]]
name = "COORDINATOR"
class_name = "Coordinator"
[[${prefix}durable_objects.bindings]]
name = "COLLECTOR"
class_name = "Collector"
`
const top = `compatibility_flags = ["enable_request_signal", "request_signal_passthrough"]\n${bindings()}`
const chat = `[vars.MODEL_CHAT]
path = "/chat"
blue = { origin = "https://blue.test", release = "v1", headers = { authorization = "CHAT_KEY" } }
green = "https://green.test"
`

async function checked(text: string, ...flags: readonly string[]) {
  writeFileSync(config(), text)
  return bluegreen('check', '--config', config(), ...flags)
}

/** Returns the lines of a check. */
async function linesOf(text: string, ...flags: readonly string[]): Promise<readonly string[]> {
  return textOf(await checked(text, ...flags)).split('\n')
}

describe('check', () => {
  it('ends with its verdict, and with 0 when all is good', async () => {
    const outcome = await checked(top + chat)

    expect(outcome).toMatchObject({ ok: true, value: { json: { ok: true, models: ['chat'] } } })
    expect(outcome).not.toHaveProperty('value.partial')
    expect(textOf(outcome)).toBe(`${config()}: good, 1 model`)
  })

  it('shows all mistakes at once, and then their number', async () => {
    const text = `${top}${chat}bake_seconds = "5min"\nheadrs = 1\n[vars.MODEL_RANK]\npath = "/chat"\n`

    const lines = await linesOf(text)

    expect(lines).toEqual([
      expect.stringMatching(/^error {4}vars.MODEL_CHAT.bake_seconds: expected seconds such as 5/),
      'error    vars.MODEL_CHAT: unknown key headrs; did you mean headers?',
      expect.stringMatching(/^error {4}vars.MODEL_RANK.blue: expected the URL/),
      expect.stringMatching(/^error {4}vars.MODEL_RANK.green: expected the URL/),
      `${config()}: 4 mistakes`,
    ])
    expect(await checked(text, '-o', 'json')).toMatchObject({
      ok: true,
      value: { partial: 'refused' },
    })
  })

  it('finds what closes the admin route, or keeps the Worker from starting', async () => {
    writeFileSync(join(folder, '.dev.vars'), `CHAT_KEY=sk-1\nMODEL_SA='{"key":"hunter2"}'\n`)
    const access = '[vars.ACCESS]\nteam = "acme"\naud = "0123456789abcdef"\n'

    const lines = await linesOf(`${top}${chat}hold_back = {}\n${access}`)

    expect(lines).toEqual([
      expect.stringMatching(/^error {4}vars.MODEL_CHAT.hold_back: expected a share/),
      expect.stringMatching(/^error {4}vars.ACCESS: team: expected an address/),
      expect.stringMatching(/^error {4}.dev.vars: MODEL_SA: the router takes JSON/),
      `${config()}: 3 mistakes`,
    ])
  })

  it('refuses a file that it would not write as it was', async () => {
    writeFileSync(config(), Buffer.from('# Gr\xfc\xdfe\n', 'latin1'))

    expect(await bluegreen('check', '--config', config())).toMatchObject({
      ok: false,
      refusal: { code: 'no_config', message: expect.stringContaining('UTF-8') },
    })
    expect(await bluegreen('check', '--config', folder)).toMatchObject({
      ok: false,
      refusal: { code: 'no_config' },
    })
  })

  it('names the line of a file that is not TOML', async () => {
    expect(await checked('a = 1\nb = \n')).toMatchObject({
      ok: false,
      refusal: { code: 'no_config', message: expect.stringContaining('line 2, column') },
    })
  })

  it('asks for the bindings of an environment, which inherits none', async () => {
    const staging = chat.replace('[vars', '[env.staging.vars')

    expect(await linesOf(top + chat + staging, '--env', 'staging')).toEqual(
      expect.arrayContaining([
        expect.stringContaining(
          'the binding COLLECTOR is missing, and an environment inherits none'
        ),
        '  [[env.staging.kv_namespaces]]',
        `${config()}, environment staging: 3 mistakes`,
      ])
    )
    const whole = await linesOf(top + staging + bindings('env.staging.'), '--env', 'staging')
    expect(whole.at(-1)).toBe(`${config()}, environment staging: good, 1 model`)
    expect(whole).toContain(
      'The deploy needs the secrets ADMIN_TOKEN, CHAT_KEY: wrangler secret put <NAME> --env staging'
    )
  })

  it('refuses an environment that does not exist', async () => {
    expect(await checked(top + chat, '--env', 'prod')).toMatchObject({
      ok: false,
      refusal: { code: 'no_config', kind: 'usage' },
    })
  })

  it.each([
    ['http://127.0.0.1:9101', '127.0.0.1'],
    ['http://[::1]:9101', '::1'],
    ['https://10.1.2.3', '10.1.2.3'],
    ['https://172.31.0.1', '172.31.0.1'],
    ['https://models', 'models'],
    ['https://gpu.internal', 'gpu.internal'],
  ])('refuses %s in a deploy, and not on this machine', async (origin, host) => {
    const text = top + chat.replace('https://green.test', origin)

    expect(await linesOf(text)).toHaveLength(1)
    expect(await linesOf(text, '--deploy')).toContain(
      `error    vars.MODEL_CHAT.green: a deployed Worker cannot reach ${host}: expected the URL of a public host`
    )
  })

  it('names what is suspicious without refusing it', async () => {
    const text = `${top}${chat}auto_rollback = false\nkeep_warm_seconds = 0\n[vars]\nMODLES = "x"\nMODEL_X = "y"\n`

    const lines = await linesOf(text)

    expect(lines).toEqual([
      'warning  vars.MODLES: the router does not read it; did you mean MODELS?',
      'warning  vars.MODEL_X: a text that is not JSON, so it is no model',
      'warning  vars.MODEL_CHAT.auto_rollback = false: a faulty release stays live until a person acts',
      'warning  vars.MODEL_CHAT.keep_warm_seconds = 0: no way back after a rollout',
      `${config()}: good, 1 model, 4 warnings`,
    ])
  })

  it('names two origins that have one label because they are on one host', async () => {
    const slots = 'blue = "https://gpu.test/a"\ngreen = "https://gpu.test/b"'

    expect((await linesOf(`${top}[vars.MODEL_CHAT]\npath = "/chat"\n${slots}\n`))[0]).toContain(
      'warning  vars.MODEL_CHAT: both releases have the label "gpu.test"'
    )
  })

  it('refuses a variable that is larger than the platform takes', async () => {
    const large = `${chat}freeze = [${'"Fri 16:00 - Mon 08:00 Europe/Berlin",'.repeat(150)}]\n`

    expect((await linesOf(top + large))[0]).toMatch(
      /^error {4}vars.MODEL_CHAT: \d+ bytes as JSON, and a variable holds 5120/
    )
  })
})

describe('the secrets of this machine', () => {
  const secrets = (lines: string) => writeFileSync(join(folder, '.dev.vars'), lines)
  const token = 'a-token-of-more-than-24-characters'

  it('must have the names that headers use', async () => {
    secrets(`ADMIN_TOKEN=${token}\nCHAT_KEYS=sk-1\n`)

    expect(await linesOf(top + chat)).toContain(
      'error    .dev.vars: CHAT_KEY is not set (did you mean CHAT_KEYS?): add the line CHAT_KEY=<value>'
    )
  })

  it('need not have those of a deploy, which Cloudflare has', async () => {
    secrets(`ADMIN_TOKEN=${token}\n`)

    const lines = await linesOf(`${top}${chat}`, '--deploy')

    expect(lines).toEqual([
      'The deploy needs the secrets ADMIN_TOKEN, CHAT_KEY: wrangler secret put <NAME>',
      `${config()}: good, 1 model`,
    ])
  })

  it.each([
    [
      'a short admin token',
      'ADMIN_TOKEN=short\nCHAT_KEY=sk-1',
      'ADMIN_TOKEN: expected at least 24',
    ],
    ['no admin token', 'CHAT_KEY=sk-1', 'ADMIN_TOKEN is not set, so the admin route is closed'],
    [
      'the admin token as a key',
      `ADMIN_TOKEN=${token}\nCHAT_KEY="Bearer ${token}"`,
      'CHAT_KEY holds the admin token, which must not go to an origin',
    ],
    [
      'a token for an unknown model',
      `CHAT_KEY=sk-1\nADMIN_TOKENS='[{"name":"ci","role":"viewer","models":["chad"],"sha256":"${'0'.repeat(64)}"}]'`,
      'the token ci is for the model "chad", which does not exist; did you mean "chat"?',
    ],
    ['tokens that are no JSON', `CHAT_KEY=sk-1\nADMIN_TOKENS=sk-2`, 'ADMIN_TOKENS: '],
  ])('show %s, and never a value', async (_, lines, message) => {
    secrets(lines)

    const text = (await linesOf(top + chat)).join('\n')

    expect(text).toContain(message)
    expect(text).not.toMatch(/sk-[12]|a-token-of|short/)
  })

  it('of an environment stand in a file of its own', async () => {
    secrets('ADMIN_TOKEN=short\n')
    writeFileSync(join(folder, '.dev.vars.staging'), `ADMIN_TOKEN=${token}\nCHAT_KEY=sk-1\n`)
    const staging = chat.replace('[vars', '[env.staging.vars') + bindings('env.staging.')

    expect((await linesOf(top + staging, '--env', 'staging')).at(-1)).toContain('good')
  })
})

describe('init', () => {
  const urls = ['--blue', 'https://one.test', '--green', 'https://two.test'] as const
  const init = (...args: readonly string[]) => bluegreen('init', ...args, '--config', config())

  it('writes the model, and says which secrets to set and what comes next', async () => {
    writeFileSync(config(), top)

    const outcome = await init('embed', ...urls, '--header', 'authorization=EMBED_KEY')

    expect(textOf(outcome)).toContain(`add the line EMBED_KEY=<value> to ${folder}/.dev.vars`)
    expect(textOf(outcome)).toContain('npx wrangler secret put EMBED_KEY')
    expect(textOf(outcome)).toContain('npx bluegreen check')
    expect(textOf(await bluegreen('check', '--config', config()))).toBe(
      `${config()}: good, 1 model`
    )
  })

  it('leaves a file as it was that it cannot replace as a whole', async () => {
    writeFileSync(config(), top)
    const next = `${realpathSync(config())}.${process.pid}`
    writeFileSync(next, 'of somebody else')

    const outcome = await init('chat', ...urls)

    expect(outcome).toMatchObject({ ok: false, refusal: { code: 'config_refused' } })
    expect(readFileSync(config(), 'utf8')).toBe(top)
    expect(readFileSync(next, 'utf8')).toBe('of somebody else')
  })

  it('changes no model that is there', async () => {
    writeFileSync(config(), top + chat)

    expect(await init('chat', ...urls)).toMatchObject({
      ok: false,
      refusal: { code: 'config_refused', kind: 'refused' },
    })
    expect(readFileSync(config(), 'utf8')).toBe(top + chat)
  })
})

describe('dev', () => {
  it('starts nothing when the configuration has a mistake', async () => {
    writeFileSync(config(), `${top}${chat}bake = 5\n`)
    writeFileSync(join(folder, '.dev.vars'), 'CHAT_KEY=sk-1\n')

    expect(await bluegreen('dev', '--config', config(), '--port', '1')).toMatchObject({
      ok: false,
      refusal: {
        code: 'config_refused',
        message: `vars.MODEL_CHAT: unknown key bake; did you mean bake_seconds?\n${config()}: 1 mistake`,
      },
    })
  })

  it('explains a busy port', async () => {
    writeFileSync(config(), top + chat)
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0

    const outcome = await bluegreen('dev', '--config', config(), '--port', `${port}`)
    server.close()

    expect(outcome).toMatchObject({ ok: false, refusal: { code: 'port_busy' } })
    expect(textOf(outcome)).toContain(`Port ${port} (router) is busy.`)
  })

  it('asks for a route to the host of the admin route', async () => {
    const host = '[vars]\nADMIN_HOST = "admin.test"\n'
    const routes = (pattern: string) =>
      `routes = [{ pattern = "${pattern}", custom_domain = true }]\n`

    const without = await linesOf(routes('models.test') + top + host + chat, '--deploy')

    expect(without).toContainEqual(
      expect.stringMatching(/^error {4}vars.ADMIN_HOST: no route leads to admin.test/)
    )
    for (const pattern of ['admin.test', 'admin.test/*', '*.test/admin*']) {
      expect(await linesOf(routes(pattern) + top + host + chat, '--deploy')).toContainEqual(
        expect.stringMatching(/: good, 1 model/)
      )
    }
  })

  it('asks for all secrets in the list of those that a deploy needs, where there is a list', async () => {
    const required = (names: string) => `[secrets]\nrequired = [${names}]\n`

    expect(await linesOf(top + required('"ADMIN_TOKENS"') + chat, '--deploy')).toContainEqual(
      expect.stringMatching(/^warning {2}secrets.required: CHAT_KEY is missing/)
    )
    expect(await linesOf(top + required('"CHAT_KEY"') + chat, '--deploy')).not.toContainEqual(
      expect.stringContaining('secrets.required')
    )
  })
})
