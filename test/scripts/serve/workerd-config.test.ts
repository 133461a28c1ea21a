import { expect, test } from 'vitest'
import { capnpText, Embedded } from '../../../scripts/serve/workerd/capnp.ts'
import { routerService } from '../../../scripts/serve/workerd/router-service.ts'

test('writes fields, lists, texts and files, and leaves out what is undefined', () => {
  const value = { name: 'a', flags: [true, 1], file: new Embedded('w.js'), none: undefined }

  expect(capnpText(value)).toBe('(name = "a", flags = [true, 1], file = embed "w.js")')
})

test('escapes what would end a text, and control characters', () => {
  expect(capnpText('a "b" \\ \n\u0001 é 💡')).toBe('"a \\"b\\" \\\\ \\x0a\\x01 é 💡"')
})

test('names a secret without its value', () => {
  const compatibility = { date: '2026-11-01', flags: [] }
  const vars = { MODELS: { chat: {} }, NOTE: 'text' }
  const modules = ['router.js'] as const
  const service = routerService({ modules, compatibility, vars, secrets: ['ADMIN_TOKEN'] })

  const text = capnpText(service)

  expect(text).toContain('(name = "ADMIN_TOKEN", fromEnvironment = "ADMIN_TOKEN")')
  expect(text).toContain('(name = "MODELS", json = "{\\"chat\\":{}}")')
  expect(text).toContain('(name = "NOTE", text = "text")')
})
