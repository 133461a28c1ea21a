import { createExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import worker from '../../../src/index.ts'
import { modelMetrics } from '../../support/model-metrics.ts'
import { samplesIn } from '../../support/read-metrics.ts'
import { adminAlone, entryOf, tokenOf } from '../../support/worker/admin-alone.ts'
import { override } from '../../support/worker/faults/override.ts'
import { freshModel, requestTo, TOKEN } from '../../support/worker/router-under-test.ts'

/** A coordinator that answers a scrape: 80 real ones take seconds. */
const answering = (model: string) => ({ metrics: async () => modelMetrics({ model }) })

/** Scrapes the Worker, with the real coordinator of one model and a failing one of another. */
async function scrape(
  headers: HeadersInit,
  { real, failing }: { readonly real?: string; readonly failing?: string } = {}
): Promise<Response> {
  const getByName = (name: string) => {
    if (name === failing) throw new Error('Network connection lost.')
    return name === real ? env.COORDINATOR.getByName(name) : answering(name)
  }
  const bindings = { ...env, COORDINATOR: override(env.COORDINATOR, { getByName }) }
  return worker.fetch(requestTo('/admin/metrics', { headers }), bindings, createExecutionContext())
}

const authorization = `Bearer ${TOKEN}`

describe('a scrape', () => {
  it('needs the token', async () => {
    expect((await scrape({})).status).toBe(401)
  })

  it('gets the text format by default, of all models', async () => {
    const real = freshModel()
    const response = await scrape({ authorization }, { real })

    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('no-store')
    const samples = samplesIn(await response.text())
    const up = samples.filter(({ name }) => name === 'bluegreen_up')
    expect(up.length).toBeGreaterThan(80)
    expect(up.every(({ value }) => value === 1)).toBe(true)
    const revision = samples.find(
      ({ name, labels }) => name === 'bluegreen_pointer_revision' && labels['model'] === real
    )
    expect(revision?.value).toBe(1)
  })

  it('gets OpenMetrics when it prefers that', async () => {
    const response = await scrape({ authorization, accept: 'application/openmetrics-text' })

    const type = 'application/openmetrics-text; version=1.0.0; charset=utf-8'
    expect(response.headers.get('content-type')).toBe(type)
    expect((await response.text()).endsWith('\n# EOF\n')).toBe(true)
  })

  it('gets the models of its token only', async () => {
    const ADMIN_TOKENS = JSON.stringify([entryOf('reader', 'viewer', ['chat'])])
    const send = adminAlone({ ADMIN_TOKENS })

    const response = await send('/metrics', {
      headers: { authorization: `Bearer ${tokenOf('reader')}` },
    })

    const samples = samplesIn(await response.text())
    expect(new Set(samples.map(({ labels }) => labels['model']))).toEqual(new Set(['chat']))
  })

  it('gets the other models when the coordinator of one fails', async () => {
    const failing = freshModel()

    const response = await scrape({ authorization }, { failing })

    expect(response.status).toBe(200)
    const samples = samplesIn(await response.text())
    const own = samples.filter(({ labels }) => labels['model'] === failing)
    expect(own).toEqual([{ name: 'bluegreen_up', labels: { model: failing }, value: 0 }])
    expect(samples.length).toBeGreaterThan(1_000)
  })
})
