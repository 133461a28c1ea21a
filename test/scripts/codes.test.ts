import { describe, expect, it } from 'vitest'
import { failureOf, unexpected } from '../../scripts/cli/admin-failure.ts'
import { cliErrors, type CliCode } from '../../scripts/cli/codes.ts'
import { foreign } from '../../scripts/cli/connection/foreign-answer.ts'
import { unreachable } from '../../scripts/cli/connection/network-failure.ts'
import { failure } from '../../scripts/cli/failure.ts'
import { adminErrors, type AdminCode } from '../../src/control-plane/admin/admin-codes.ts'

const connection = { url: 'https://router.test', token: 'x', by: 'ada', source: 'cli' }

const replyOf = (status: number) => ({ status, headers: new Headers(), text: '' })

const adminCodes = Object.keys(adminErrors).filter(isAdminCode)

function isAdminCode(code: string): code is AdminCode {
  return code in adminErrors
}

function isCliCode<Code extends string>(code: Code): code is Code & CliCode {
  return code in cliErrors
}

describe('failure', () => {
  it('takes the kind of its code from the catalog', () => {
    expect(failure('bad_url', 'No.')).toEqual({ kind: 'usage', code: 'bad_url', message: 'No.' })
    expect(failure('unreachable', 'No.', 'Try.')).toMatchObject({
      kind: 'unreachable',
      hint: 'Try.',
    })
  })

  it('throws for a code that the catalog lacks', () => {
    // @ts-expect-error: a code that the catalog lacks does not compile.
    expect(() => failure('no_such_code', 'No.')).toThrow(TypeError)
  })

  it.each([
    foreign(connection, replyOf(302)),
    foreign(connection, replyOf(401)),
    foreign(connection, replyOf(404)),
    foreign(connection, replyOf(503)),
    unexpected(connection, 'nothing'),
    unreachable(connection, new Error('refused')),
  ])('takes the kind of $code for an answer that is not the router’s', ({ code, kind }) => {
    expect(isCliCode(code) && cliErrors[code].kind).toBe(kind)
  })
})

describe('failureOf', () => {
  it.each(adminCodes.filter(isCliCode))('maps %s to the same kind in break-glass', (code) => {
    const { status, message } = adminErrors[code]

    expect(failureOf(connection, status, { code, message }).kind).toBe(cliErrors[code].kind)
  })

  it.each(adminCodes)('passes %s on with a specific kind', (code) => {
    const { status, message } = adminErrors[code]

    const { kind, ...rest } = failureOf(connection, status, { code, message })

    expect(rest).toMatchObject({ code, message })
    expect(kind).not.toBe('unexpected')
  })
})
