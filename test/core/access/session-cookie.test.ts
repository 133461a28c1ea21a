import { describe, expect, it } from 'vitest'
import { sessionIn, setsSession, withoutSession } from '../../../src/core/access/session-cookie.ts'

describe('a Cookie header', () => {
  it.each([
    ['the session alone', '__Host-bluegreen=s.1', 's.1', null],
    ['nothing of ours', 'a=1; b=2', undefined, 'a=1; b=2'],
    ['the session first', '__Host-bluegreen=s.1; a=1', 's.1', 'a=1'],
    ['the session last', 'a=1;__Host-bluegreen=s.1', 's.1', 'a=1'],
    ['the session in the middle', 'a=1; __Host-bluegreen=s.1; b=2', 's.1', 'a=1; b=2'],
    ['two header fields', 'a=1, __Host-bluegreen=s.1', undefined, 'a=1'],
    [
      'a session in the value of another',
      'a=1,__Host-bluegreen=x; __Host-bluegreen=s.1',
      's.1',
      'a=1',
    ],
    ['two sessions', '__Host-bluegreen=s.1; a=1; __Host-bluegreen=s.2', undefined, 'a=1'],
    ['another case beside it', '__host-Bluegreen=s.1; __Host-bluegreen=s.2', undefined, null],
    ['another case alone', '__host-bluegreen=s.1; a=1', undefined, 'a=1'],
    ['a name that ends like it', 'x__Host-bluegreen=s.1', undefined, 'x__Host-bluegreen=s.1'],
    ['a value like it', 'a=__Host-bluegreen', undefined, 'a=__Host-bluegreen'],
    ['a longer name', '__Host-bluegreen2=s.1', undefined, '__Host-bluegreen2=s.1'],
    [
      'a name after a no-break space',
      '\u00a0__Host-bluegreen=x',
      undefined,
      '\u00a0__Host-bluegreen=x',
    ],
    ['an empty session', '__Host-bluegreen=', '', null],
    ['an empty header', '', undefined, ''],
  ])('with %s', (_, cookie, session, left) => {
    expect(sessionIn(cookie)).toBe(session)
    expect(withoutSession(cookie)).toBe(left)
  })

  it('that is missing has no session', () => {
    expect(sessionIn(null)).toBeUndefined()
  })
})

it.each([
  ['__Host-bluegreen=x; Path=/; Secure', true],
  [' __HOST-bluegreen=x', true],
  ['__Host-bluegreen', true],
  ['session=__Host-bluegreen', false],
  ['=__Host-bluegreen=x', true],
])('%s sets the session: %s', (cookie, sets) => {
  expect(setsSession(cookie)).toBe(sets)
})
