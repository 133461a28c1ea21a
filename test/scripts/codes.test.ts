import { describe, expect, it } from 'vitest'
import { failureOf, foreign, unexpected, unreachable } from '../../scripts/cli/admin-failure.ts'
import { cliErrors, type CliCode } from '../../scripts/cli/codes.ts'
import { failure } from '../../scripts/cli/failure.ts'
import { adminErrors, type AdminCode } from '../../src/control-plane/admin/admin-codes.ts'

const connection = { url: 'https://router.test', token: 'x', by: 'ada', source: 'cli' }

const adminCodes = Object.keys(adminErrors).filter(isAdminCode)

function isAdminCode(code: string): code is AdminCode {
  return code in adminErrors
}

function isCliCode<Code extends string>(code: Code): code is Code & CliCode {
  return code in cliErrors
}

describe('a failure of the command line', () => {
  it('has the kind that its code has in the catalog', () => {
    expect(failure('bad_url', 'No.')).toEqual({ kind: 'usage', code: 'bad_url', message: 'No.' })
    expect(failure('unreachable', 'No.', 'Try.')).toMatchObject({
      kind: 'unreachable',
      hint: 'Try.',
    })
  })

  it('has a code of the catalog', () => {
    // @ts-expect-error: a code that the catalog lacks does not compile.
    expect(() => failure('no_such_code', 'No.')).toThrow(TypeError)
  })

  it.each([
    foreign(connection, 302),
    foreign(connection, 401),
    foreign(connection, 404),
    foreign(connection, 503),
    unexpected(connection, 'nothing'),
    unreachable(connection, new Error('refused')),
  ])('at an answer that is not the router’s has the kind of $code', ({ code, kind }) => {
    expect(isCliCode(code) && cliErrors[code].kind).toBe(kind)
  })
})

describe('a code of the admin route', () => {
  it.each(adminCodes.filter(isCliCode))('%s has the same kind where KV gives it', (code) => {
    const { status, message } = adminErrors[code]

    expect(failureOf(connection, status, { code, message }).kind).toBe(cliErrors[code].kind)
  })

  it.each(adminCodes)('%s is handed on with a kind of its own', (code) => {
    const { status, message } = adminErrors[code]

    const { kind, ...rest } = failureOf(connection, status, { code, message })

    expect(rest).toMatchObject({ code, message })
    expect(kind).not.toBe('unexpected')
  })
})
