import { describe, expect, it } from 'vitest'
import { readConfiguration } from '../../../src/control-plane/config/read-configuration.ts'

const chat = { path: '/chat', blue: 'https://blue.test', green: 'https://green.test' }
const embed = { ...chat, path: '/embed' }

const problemsOf = (variables: object) => readConfiguration(variables).problems
/** Returns what is wrong with the model chat with these settings. */
const wrongWith = (settings: object) => problemsOf({ MODEL_CHAT: { ...chat, ...settings } })

describe('the host of the admin route', () => {
  it('is none by default, and one in the form of a URL otherwise', () => {
    expect(readConfiguration({ MODELS: { chat } }).adminHost).toBeUndefined()
    expect(readConfiguration({ MODELS: { chat }, ADMIN_HOST: 'Admin.Example.com' }).adminHost).toBe(
      'admin.example.com'
    )
  })

  it.each([
    '',
    'https://admin.example.com',
    'admin.example.com/admin',
    'admin.example.com:8787',
    'user@admin.example.com',
    'admin example',
    ['admin.example.com'],
  ])('is not %j', (ADMIN_HOST) => {
    expect(problemsOf({ MODELS: { chat }, ADMIN_HOST })).toEqual([
      expect.stringMatching(/^ADMIN_HOST: expected a host without scheme/),
    ])
  })
})

describe('models', () => {
  it('stand in variables of one model and of several, as tables and as texts', () => {
    const rank = { ...chat, path: '/rank' }
    const { models, problems } = readConfiguration({
      MODELS: { chat },
      MODELS_2: JSON.stringify({ 'bge-small-1.5': embed }),
      MODEL_RANK_XL: rank,
      MODEL_Vad: JSON.stringify({ ...chat, path: '/vad', name: 'silero-5.1' }),
    })

    expect(problems).toEqual([])
    expect(models.map(({ name }) => name).toSorted()).toEqual([
      'bge-small-1.5',
      'chat',
      'rank_xl',
      'silero-5.1',
    ])
  })

  it('are not looked for in a secret that is named like one', () => {
    const { models, problems } = readConfiguration({
      MODELS: { chat },
      MODEL_KEY: 'sk-123',
      MODELS_KEY: 'sk-456',
      POINTERS: {},
      MODEL_BUCKET: { [Symbol.toStringTag]: 'R2Bucket' },
    })

    expect(problems).toEqual([])
    expect(models).toHaveLength(1)
  })

  it('may be hundreds', () => {
    const groups = Array.from(Array(50).keys(), (group) => {
      const models = Array.from(Array(10).keys(), (index) => [
        `model-${group}.${index}`,
        { ...chat, path: `/model-${group}.${index}` },
      ])
      return [`MODELS_${group}`, Object.fromEntries(models)]
    })

    const { models, problems } = readConfiguration(Object.fromEntries(groups))

    expect(problems).toEqual([])
    expect(models).toHaveLength(500)
  })

  it.each([
    ['twice', { MODELS: { chat }, MODEL_CHAT: embed }, 'MODEL_CHAT: the model "chat" stands in'],
    ['as a text that is no table', { MODELS: 'chat' }, 'MODELS: expected a table: [vars.MODELS]'],
    ['as a broken text', { MODELS: '{"chat":' }, 'MODELS: expected a table'],
    ['as a number', { MODELS: { chat }, MODEL_X: 5 }, 'MODEL_X: expected a table'],
    ['under a long name', { MODELS: { ['x'.repeat(64)]: chat } }, "a model's name is a-z, 0-9"],
    ['under a name with a slash', { MODELS: { 'org/embed': chat } }, 'MODELS."org/embed": a model'],
    ['under no name', { MODEL_CHAT: { ...chat, name: 5 } }, 'MODEL_CHAT.name: a model'],
    [
      'with a dot outside quotes',
      { MODELS: { bge: { small: chat } } },
      'MODELS.bge: is "bge.small" one name? Write [vars.MODELS."bge.small"]',
    ],
    ['on one path', { MODEL_A: chat, MODEL_B: chat }, 'MODEL_B.path: "/chat" is already'],
  ])('%s are a mistake', (_, variables, message) => {
    expect(problemsOf(variables)).toEqual([expect.stringContaining(message)])
  })

  it('show all their mistakes at once', () => {
    const problems = problemsOf({
      MODELS: { chat: { ...chat, path: 'chat', bake_seconds: '5 min' }, 'a/b': embed },
      NOTIFY: { ops: { kind: 'slack', url: 'SLACK', on: ['held'], models: ['chad', 'chat'] } },
    })

    expect(problems).toEqual([
      expect.stringContaining('MODELS."a/b": a model'),
      expect.stringContaining('MODELS.chat.path: expected "/"'),
      expect.stringContaining('MODELS.chat.bake_seconds: expected seconds such as 5, or a time'),
      'NOTIFY.ops.models: no model is named "chad"; did you mean "chat"?',
    ])
  })
})

describe('times and shares', () => {
  const read = (settings: object) =>
    readConfiguration({ MODEL_CHAT: { ...chat, ...settings } }).models[0]

  it('have units or none', () => {
    const settings = {
      header_timeout_seconds: '2m',
      idle_timeout_seconds: 5,
      first_byte_objective_seconds: '250ms',
      failover_timeout_seconds: '7s',
      bake_seconds: '1h',
      keep_warm_seconds: '0s',
      health: { path: '/healthz', seconds: '500ms' },
      steps: [{ weight: 5, seconds: '10m' }],
      max_fault_rate: '0.7%',
      failover_budget: '20%',
      false_acceptance_probability: '1%',
      max_disagreement_rate: '0.5%',
    }

    expect(read(settings)).toMatchObject({
      headerTimeoutMs: 120_000,
      idleTimeoutMs: 5_000,
      firstByteObjectiveMs: 250,
      failover: { budget: 0.2, timeoutMs: 7_000 },
      bakeMs: 3_600_000,
      keepWarmMs: 0,
      health: { timeoutMs: 500 },
      steps: [{ weight: 5, ms: 600_000 }],
      limits: { maxFaultRate: 0.007, falseAcceptanceProbability: 0.01 },
      shadow: { maxDisagreementRate: 0.005 },
    })
  })

  it.each([
    ['header_timeout_seconds', '5sec', 'units ms, s, m, h, d'],
    ['header_timeout_seconds', '5%', 'expected seconds such as 5'],
    ['header_timeout_seconds', 0, 'from 0.001 to 86400 seconds'],
    ['idle_timeout_seconds', '2d', 'from 0.001 to 86400 seconds'],
    ['first_byte_objective_seconds', -1, 'from 0 to 86400 seconds'],
    ['max_fault_rate', 1, 'expected a share of calls such as 0.01 or "1%", from 0.0001 to 0.5'],
    ['max_fault_rate', '5s', 'expected a share of calls such as 0.01'],
    ['call_log', '101%', 'from 0 to 1 (0% to 100%)'],
    ['acceptance_ratio', '2%', 'expected a number from 1.2 to 10: times the allowed rate'],
    ['false_alarm_years', '1d', 'expected a number from 0.01 to 1000: years'],
  ])('are refused: %s = %j', (key, value, message) => {
    expect(wrongWith({ [key]: value })).toEqual([
      expect.stringMatching(`^MODEL_CHAT.${key}: expected`),
    ])
    expect(wrongWith({ [key]: value })[0]).toContain(message)
  })
})

describe('a mistake', () => {
  it.each([
    [
      { header_timout_seconds: 5 },
      'unknown key header_timout_seconds; did you mean header_timeout_seconds?',
    ],
    [{ bake: 5 }, 'unknown key bake; did you mean bake_seconds?'],
    [{ zzzzzz: 5 }, 'MODEL_CHAT: unknown key zzzzzz'],
    [{ blue: { orign: 'https://x.test' } }, 'MODEL_CHAT.blue.origin: expected the http(s) URL'],
    [{ statuses: { fail: [424] } }, 'MODEL_CHAT.statuses: unknown key fail; did you mean fault?'],
    [
      { statuses: { fault: [424], neutral: [424] } },
      'MODEL_CHAT.statuses.neutral: 424 is in fault too: a status has one outcome',
    ],
    [
      { first_byte_objective_seconds: 500 },
      'MODEL_CHAT.first_byte_objective_seconds: expected seconds up to header_timeout_seconds, which is 120',
    ],
    [
      { blue: { origin: 'https://a.test', release: 'b.test' }, green: 'https://b.test' },
      'MODEL_CHAT.green.release: blue has the label "b.test" too',
    ],
    [{ blue: 'https://user:pw@blue.test' }, 'MODEL_CHAT.blue.origin: expected a URL without user'],
    [{ blue: 'http://127.0.0.1:' }, 'MODEL_CHAT.blue.origin: expected a port after the colon'],
    [{ blue: 5 }, 'MODEL_CHAT.blue: expected the URL of a model environment, or { origin'],
    [
      { headers: { blue: { authorization: 'Bearer sk-123' } } },
      'MODEL_CHAT.headers.blue.authorization: expected the NAME of a secret, such as CHAT_KEY',
    ],
    [
      { headers: { blue: { authorization: 'ADMIN_TOKEN' } } },
      "the router's own secrets must not go to an origin",
    ],
    [
      { headers: { blue: { 'a b': 'KEY' } } },
      'MODEL_CHAT.headers.blue."a b": expected the name of',
    ],
    [
      { origins: ['https://blue.test'] },
      'the host of green is not on the list: add "https://green.test"',
    ],
  ])('in %j is shown with its key and what is right', (settings, message) => {
    const text = wrongWith(settings).join('\n')

    expect(text).toContain(message)
    expect(text).not.toMatch(/sk-123|pw@/)
  })

  it('is a secret of a receiver that a model sends to an origin', () => {
    const NOTIFY = { ops: { kind: 'slack', url: 'SLACK_URL', on: ['held'] } }
    const blue = { origin: 'https://blue.test', headers: { 'x-key': 'SLACK_URL' } }

    expect(problemsOf({ NOTIFY, MODEL_CHAT: { ...chat, blue } })).toEqual([
      'MODEL_CHAT: x-key of blue: the secret SLACK_URL of a receiver of notifications must not go to an origin',
    ])
  })
})

it('a color names its headers in its own table, or in that of all headers, not in both', () => {
  const blue = { origin: 'https://blue.test', release: 'v1', headers: { authorization: 'KEY' } }
  const headers = { blue: { authorization: 'KEY' } }

  const { models } = readConfiguration({ MODEL_CHAT: { ...chat, blue } })

  expect(models[0]?.secretHeaders).toEqual({ blue: { authorization: 'KEY' }, green: {} })
  expect(models[0]?.slots.blue).toEqual({ origin: 'https://blue.test', release: 'v1' })
  expect(wrongWith({ blue, headers })).toEqual([
    'MODEL_CHAT.blue.headers: headers.blue is there too: keep one of the two',
  ])
})
