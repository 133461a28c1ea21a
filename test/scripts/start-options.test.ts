import { describe, expect, it } from 'vitest'
import { startPortOf } from '../../scripts/dev/start-options.ts'

describe('npm start', () => {
  it.each([
    [[], undefined, 8787],
    [[], '18787', 18787],
    [['--port', '28787'], '18787', 28787],
    [['--help'], undefined, 'help'],
  ] as const)('with %j and the variable %s takes %s', (args, variable, value) => {
    expect(startPortOf(args, variable)).toEqual({ ok: true, value })
  })

  it.each([
    [['--port', 'abc'], '--port: expected a port from 1000 to 65000, not "abc"'],
    [['--port', '99999'], '--port: expected a port from 1000 to 65000, not "99999"'],
    [['--prt', '1'], "Unknown option '--prt'"],
  ] as const)('says what is wrong with %j', (args, message) => {
    expect(startPortOf(args, undefined)).toEqual({
      ok: false,
      refusal: expect.stringContaining(message),
    })
  })
})
