import { randomUUID } from 'node:crypto'
import OpenAI, { APIError } from 'openai'
import { onTestFinished, vi } from 'vitest'
import { ROUTER_FIELD } from '../../../src/core/outcomes/router-field.ts'
import { readRouterField } from '../../../scripts/dev/router-field.ts'
import { speech } from '../audio.ts'
import { framesOf, frameTensors, jsonRequest, outputsOf, type InferCall } from '../vad-client.ts'

/** A call as its client sees it. */
export interface SeenCall {
  readonly startedAt: number
  readonly endedAt: number
  /** Label of the release that answered. */
  readonly release: string | undefined
  readonly failedOver: boolean
  /** What the client got in place of an answer. */
  readonly failure: string | undefined
}

type Sent = Omit<SeenCall, 'startedAt' | 'endedAt'>

/** Sends one call of a client and reads its answer; does not throw. */
type Send = () => Promise<Sent>

/** Calls of several clients, at a constant rate. */
export interface ScenarioTraffic {
  /** The calls that have ended, in the order of their ends. */
  readonly calls: readonly SeenCall[]
  /** Waits until so many more calls have ended. */
  readonly more: (count: number) => Promise<void>
  /** Returns the failures that clients got. */
  readonly failures: () => readonly SeenCall[]
  /** Stops sending and waits for the calls in progress. */
  readonly stop: () => Promise<void>
}

/** How many clients there are, each with a key of its own, and how many calls all send together. */
interface Load {
  readonly clients?: number
  readonly callsPerSecond?: number
  /** No call starts while this many are in progress, so that a busy machine is not overrun. */
  readonly atMost?: number
}

/** Starts calls of the openai client. They have an `Idempotency-Key`, so that all may be repeated. */
export function startChat(url: string, load: Load = {}): ScenarioTraffic {
  return start((key) => {
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 })
    return () => sendChat(client)
  }, load)
}

/** Starts calls that detect speech in a clip, frame by frame, by the contract of Silero v5. */
export function startVad(url: string): ScenarioTraffic {
  return start((key) => {
    const frames = framesOf(speech(2))
    let state: Float32Array = new Float32Array(256)
    let count = 0
    return async () => {
      const samples = frames[count++ % frames.length] ?? new Float32Array(576)
      const call = jsonRequest(frameTensors(samples, state))
      return sendPlain(`${url}/v2/models/silero-vad/infer`, key, call, async (response) => {
        state = (await outputsOf(response)).get('stateN') ?? state
      })
    }
  })
}

/** Starts calls that ask for the language of word pairs. */
export function startLanguages(url: string): ScenarioTraffic {
  return start((key) => {
    let count = 0
    return async () => {
      const text = wordPairs[count++ % wordPairs.length]
      const headers = { 'content-type': 'application/json' }
      const call = { method: 'POST', headers, body: JSON.stringify({ text }) } as const
      return sendPlain(`${url}/predict`, key, call)
    }
  })
}

const wordPairs = [
  'the house, good morning, red car, old friend, das Haus, guten Morgen, rotes Auto',
  'alter Freund, la maison, bonne nuit, voiture rouge, vieil ami, la casa, buenas noches',
  'coche rojo, viejo amigo, buona notte, macchina rossa, vecchio amico, het huis',
  'goede morgen, rode auto, oude vriend, a casa, boa noite, carro vermelho, velho amigo',
].flatMap((line) => line.split(', '))

/** Starts calls that read the metadata of Silero VAD, which all its versions serve. */
export function startMetadata(url: string, load: Load = {}): ScenarioTraffic {
  return start((key) => () => sendPlain(`${url}/v2/models/silero-vad`, key), load)
}

/** Starts calls that ask for the language of a text; a wrong answer is a failure too. */
export function startDetection(url: string): ScenarioTraffic {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ text: 'good morning' })
  const call = { method: 'POST', headers, body } as const
  return start(
    (key) => () =>
      sendPlain(`${url}/predict`, key, call, async (response) => {
        const answer = await response.text()
        if (!answer.includes('"label":"en"')) throw new Error(answer)
      })
  )
}

async function sendChat(client: OpenAI): Promise<Sent> {
  try {
    const { data, response } = await client.chat.completions
      .create(question, { headers: { 'idempotency-key': randomUUID() } })
      .withResponse()
    const isComplete = data.choices[0]?.finish_reason != null
    return sentOf(response.headers, isComplete ? undefined : 'the answer is not complete')
  } catch (error) {
    if (error instanceof APIError) return sentOf(error.headers, error.message)
    return unanswered(String(error))
  }
}

async function sendPlain(
  url: string,
  key: string,
  { headers, ...call }: Partial<InferCall> = {},
  read = async (response: Response): Promise<void> => void (await response.text())
): Promise<Sent> {
  try {
    const authorization = `Bearer ${key}`
    const response = await fetch(url, { ...call, headers: { ...headers, authorization } })
    if (!response.ok) return sentOf(response.headers, await response.text())
    await read(response)
    return sentOf(response.headers)
  } catch (error) {
    return unanswered(String(error))
  }
}

const question = {
  model: 'tiny-gpt',
  messages: [{ role: 'user', content: 'In the beginning' }],
  max_tokens: 16,
} as const satisfies OpenAI.ChatCompletionCreateParamsNonStreaming

function sentOf(headers: Headers | undefined, failure?: string): Sent {
  const field = readRouterField(headers?.get(ROUTER_FIELD))
  const failedOver = field?.failedOverFrom !== undefined
  return { release: field?.release, failedOver, failure }
}

function unanswered(failure: string): Sent {
  return { release: undefined, failedOver: false, failure }
}

/** An open loop: a call does not wait for the answers of earlier calls. */
function start(
  clientOf: (key: string) => Send,
  { clients: size = 4, callsPerSecond = 25, atMost = Infinity }: Load = {}
): ScenarioTraffic {
  const clients = Array.from({ length: size }, (_, index) => clientOf(`key-${index}`))
  const calls: SeenCall[] = []
  const inProgress = new Set<Promise<void>>()
  let count = 0
  const timer = setInterval(() => {
    if (inProgress.size >= atMost) return
    const send = clients[count++ % size]
    if (send === undefined) return
    const startedAt = Date.now()
    const call = send().then((sent) => {
      calls.push({ ...sent, startedAt, endedAt: Date.now() })
      inProgress.delete(call)
    })
    inProgress.add(call)
  }, 1000 / callsPerSecond)
  const stop = async () => {
    clearInterval(timer)
    await Promise.all(inProgress)
  }
  onTestFinished(stop)
  return {
    calls,
    more: async (more) => {
      const wanted = calls.length + more
      await vi.waitUntil(() => calls.length >= wanted, { timeout: 30_000, interval: 20 })
    },
    failures: () => calls.filter(({ failure }) => failure !== undefined),
    stop,
  }
}
