import { afterAll, beforeAll, expect, test } from 'vitest'
import { send } from '../support/wire/client.ts'
import { startOrigin, type WireOrigin } from '../support/wire/origin.ts'
import { startRouter, TOKEN, type WireRouter } from '../support/wire/router.ts'

const ADMIN_HOST = 'bluegreen-admin.example.com'

let origin: WireOrigin
let router: WireRouter

beforeAll(async () => {
  origin = await startOrigin()
  const models = { all: { path: '/', blue: origin.url, green: origin.url } }
  router = await startRouter(models, { secrets: { ADMIN_HOST } })
})

afterAll(async () => {
  await router.stop()
  await origin.stop()
})

async function at(host: string, path: string) {
  const { port } = new URL(router.url)
  const headers = [
    ['host', host.replace('PORT', port)],
    ['authorization', `Bearer ${TOKEN}`],
  ] as const
  const answer = await send(router.url, path, { headers })
  return { status: answer.status, text: String(await answer.body()) }
}

test.each([ADMIN_HOST, `${ADMIN_HOST}:PORT`, ADMIN_HOST.toUpperCase()])(
  'the admin route answers at its host, spelled %s',
  async (host) => {
    expect(await at(host, '/admin/health')).toMatchObject({ status: 200 })
    expect(await at(host, '/admin/models')).toMatchObject({ status: 200 })
  }
)

test.each(['/admin', '/admin/', '/admin/health', '/admin/models', '/admin?model=all', '/%61dmin'])(
  'at another host, %s is a path that nobody serves, also with a model at /',
  async (path) => {
    const { status, text } = await at('models.example.com', path)

    expect(status).toBe(404)
    expect(JSON.parse(text)).toMatchObject({ code: 'unknown_model' })
    expect(text).not.toContain(ADMIN_HOST)
    expect(origin.calls()).toBe(0)
  }
)

test.each([`x.${ADMIN_HOST}`, `${ADMIN_HOST}.evil.example`, 'example.com'])(
  'the host %s is another one',
  async (host) => {
    expect(await at(host, '/admin/models')).toMatchObject({ status: 404 })
  }
)
