import { describe, expect, it } from 'vitest'
import { hasHiddenParent, isAdminPath } from '../../../src/core/routing/spelled-path.ts'

describe('isAdminPath', () => {
  it.each([
    '/admin',
    '/admin/',
    '/admin/models',
    '/admin?x=1',
    '/ADMIN',
    '/Admin/x',
    '//admin',
    '///admin//x',
    '/./admin',
    '/x/../admin',
    '/%61dmin',
    '/%61%64%6D%69%6e',
    '/%2561dmin',
    '/admin%2Fmodels',
    '/%2Fadmin',
    '/%2e%2fadmin',
    '/x/..%2fadmin',
    '/;x/admin',
    '/;/admin;y',
    '/admin;x=1',
    '/\\admin',
    '/%5cadmin',
    '/admin%20',
    '/admin%00',
    '/%c1%a1dmin',
    '/%u0061dmin',
  ])('is true for %s', (path) => {
    expect(isAdminPath(path)).toBe(true)
  })

  it.each([
    '/',
    '/administer',
    '/admin-x',
    '/x/admin',
    '/x%2Fadmin',
    '/v1/models?path=/admin',
    '/100%',
    '/%zz',
  ])('is false for %s', (path) => {
    expect(isAdminPath(path)).toBe(false)
  })
})

describe('hasHiddenParent', () => {
  it.each([
    '/..%2fx',
    '/..%2Fx',
    '/%2e%2e%2fx',
    '/a/..%5cx',
    '/..;/x',
    '/..;a=1/x',
    '/a/..%3bx/y',
    '/%252e%252e/x',
    '/..%252fx',
    '/%25252e./x',
    '/..%00/x',
    '/..%20/x',
    '/%c0%ae%c0%ae/x',
    '/..%c0%afx',
    '/%e0%80%ae./x',
    '/%u002e%u002e/x',
    '/..\\x',
    '/a%2f..',
  ])('is true for %s', (path) => {
    expect(hasHiddenParent(path)).toBe(true)
  })

  it.each([
    '/',
    '/v1/models/org%2Fmodel',
    '/.well-known/x',
    '/..x/x..',
    '/.../x',
    '/a%2e%2eb',
    '/%2e/x',
    '/x?path=..%2f',
    '/100%/x;..',
    '/%E4%BD%A0',
  ])('is false for %s', (path) => {
    expect(hasHiddenParent(path)).toBe(false)
  })

  it('is fast for a long path of nested escapes', () => {
    const started = performance.now()

    hasHiddenParent(`/%${'25'.repeat(8_000)}2e`)
    hasHiddenParent(`/${'%25'.repeat(8_000)}2e`)

    expect(performance.now() - started).toBeLessThan(500)
  })
})
