import { expect, test } from 'vitest'
import { routed } from '../support/wire/exchange.ts'
import { send } from '../support/wire/client.ts'

const { exchange, router } = routed({}, '/base')

test.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'])(
  'passes the method %s unchanged',
  async (method) => {
    const { taken } = await exchange('/chat/v1/models', { method })

    expect(`${taken.method} ${taken.target}`).toBe(`${method} /base/v1/models`)
  }
)

test.each([
  ['/chat/v1/models/org%2Fmodel', '/v1/models/org%2Fmodel'],
  ['/chat/%E4%BD%A0%e4', '/%E4%BD%A0%e4'],
  ['/chat/a%20b+c', '/a%20b+c'],
  ['/chat/a%00b%zz%', '/a%00b%zz%'],
  ['/chat//v1///x', '//v1///x'],
  ["/chat/~user/a:b;v=1,2/(x)'!*@$&=|[]", "/~user/a:b;v=1,2/(x)'!*@$&=|[]"],
  ['/chat/.well-known/..x/...', '/.well-known/..x/...'],
  ['/chat/x?', '/x?'],
  ['/chat/x?a=1&a=2&b', '/x?a=1&a=2&b'],
  ['/chat/x?q=%2F+%20&empty=', '/x?q=%2F+%20&empty='],
  ['/chat/x?u=http://a/../b?c', '/x?u=http://a/../b?c'],
  ['/chat', '/'],
  ['/chat/', '/'],
  ['/chat?x=1', '/?x=1'],
])('forwards %s as %s without re-encoding', async (path, target) => {
  const { taken } = await exchange(path)

  expect(taken.target).toBe(`/base${target === '/?x=1' ? '?x=1' : target}`)
})

test.each([
  ['/chat/a/./b/../c', '/a/c'],
  ['/chat/a/%2e%2e/b', '/b'],
  ['/chat/a/%2E/b/.', '/a/b/'],
  ['/chat/a\\b', '/a/b'],
  ['/other/../chat/a', '/a'],
  ['/chat/a^b{c}"d"', '/a%5Eb%7Bc%7D%22d%22'],
  ["/chat/x?it's", '/x?it%27s'],
])('forwards %s as %s, normalised by the URL standard', async (path, target) => {
  const { taken } = await exchange(path)

  expect(taken.target).toBe(`/base${target}`)
})

test.each([
  '/chat/../x',
  '/chat/%2e%2e/x',
  '/chat/..\\x',
  '/chat/a/../../x',
  '/chat/..',
  '/chat/../admin/models',
])('answers 404 to %s, which would leave the path of the model', async (path) => {
  const { status, header } = await send(router().url, path)

  expect([status, header('x-bluegreen')]).toEqual([404, 'none; error=unknown_model'])
})

test.each(['x:99999', '[', 'a b', 'h%'])(
  'resolves dot segments when the client names itself the host %s',
  async (host) => {
    const { taken } = await exchange('/chat/a/./b/../c', { headers: [['Host', host]] })

    expect(taken.target).toBe('/base/a/c')
  }
)
