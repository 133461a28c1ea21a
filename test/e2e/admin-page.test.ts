import { expect, test } from 'vitest'
import { answerWith } from '../support/wire/exchange.ts'
import { send } from '../support/wire/client.ts'
import { startOrigin } from '../support/wire/origin.ts'
import { paired } from '../support/wire/pair.ts'
import { startRouter, TOKEN } from '../support/wire/router.ts'

const { router } = paired()

/** Returns the status and the code of an answer to a path that is sent as it is written. */
async function codeAt(path: string): Promise<unknown> {
  const answer = await send(router().url, path)
  const text = String(await answer.body())
  return text.startsWith('{') ? [answer.status, JSON.parse(text).code] : [answer.status, text]
}

test.each(['/admin', '/admin/', '/admin?model=chat', '/admin/page/page-01234567.js'])(
  '%s says that the page is not installed',
  async (path) => {
    const installed = 'The page of the router is not installed.'

    expect(await codeAt(path)).toEqual([503, expect.stringContaining(installed)])
  }
)

test('the document of the API says what is needed for it', async () => {
  const headers = [['authorization', `Bearer ${TOKEN}`]] as const

  const answer = await send(router().url, '/admin/openapi.json', { headers })

  expect([answer.status, answer.header('content-type')]).toEqual([503, 'application/problem+json'])
  expect(JSON.parse(String(await answer.body()))).toMatchObject({
    code: 'document_unavailable',
    detail: expect.stringContaining('npm run deploy brings it'),
  })
})

test.each([
  ['/admin/page/../models', 404, 'not_found'],
  ['/admin/page/..', 404, 'not_found'],
  ['/admin/page/%2e%2e/models', 404, 'not_found'],
  ['/admin/page/%2e%2e%2fmodels', 404, 'not_found'],
  ['/admin/page/%252e%252e', 404, 'not_found'],
  ['/admin/page/..%5cmodels', 404, 'not_found'],
  ['/admin/page//index.html', 404, 'not_found'],
  ['/admin/page', 401, 'unauthorized'],
  ['/admin/page/', 404, 'not_found'],
  ['/admin/./models', 401, 'unauthorized'],
])('%s is no file of the page, and no other route', async (path, status, code) => {
  expect(await codeAt(path)).toEqual([status, code])
})

test('a model at / has every path but those of the admin route', async () => {
  const [origin, other] = await Promise.all([startOrigin(), startOrigin()])
  const alone = await startRouter({ all: { path: '/', blue: origin.url, green: other.url } })
  const paths = ['/administrator', '/admin.html', '/page/index.html', '/index.html']

  const targets: string[] = []
  for (const path of paths) {
    const answering = send(alone.url, path)
    const taken = await origin.take().taken
    answerWith(taken, { body: 'x' })
    await (await answering).body()
    targets.push(taken.target)
  }

  expect(targets).toEqual(paths)
  await alone.stop()
  await Promise.all([origin.stop(), other.stop()])
})

test('an operator signs in and out over the wire', async () => {
  const { url } = router()
  const page = [
    ['origin', url],
    ['content-type', 'application/json'],
  ] as const
  const asking = async (cookie: string) =>
    (await send(url, '/admin/session', { headers: [['cookie', cookie]] })).status

  const body = JSON.stringify({ token: TOKEN })
  const signedIn = await send(url, '/admin/session', { method: 'POST', headers: page, body })
  const cookie = signedIn.header('set-cookie')?.split(';')[0] ?? ''
  const signedOut = await send(url, '/admin/session', { method: 'DELETE', headers: page })

  expect([signedIn.status, await asking(cookie), await asking('a=1')]).toEqual([200, 200, 401])
  expect(signedOut.header('set-cookie')).toContain('Max-Age=0')
})
