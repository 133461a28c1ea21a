import { expect, it } from 'vitest'
import { serializeRouterField } from '../../src/core/outcomes/router-field.ts'
import { readRouterField } from '../../scripts/dev/router-field.ts'

const nothing = {
  color: undefined,
  release: undefined,
  revision: undefined,
  call: undefined,
  error: undefined,
  failedOverFrom: undefined,
}

it.each(['v2', 'say "v2"', 'größe'])(
  'reads the field that the router writes for the release %s',
  (release) => {
    const written = serializeRouterField({
      answeredBy: 'green',
      release,
      revision: 7,
      call: 'b.1.2.x',
      failedOverFrom: 'blue',
    })

    expect(readRouterField(written)).toEqual({
      color: 'green',
      release,
      revision: 7,
      call: 'b.1.2.x',
      error: undefined,
      failedOverFrom: 'blue',
    })
  }
)

it('reads the field of an answer without a color', () => {
  const written = serializeRouterField({
    answeredBy: 'none',
    error: 'origin_timeout',
    call: 'b.1.2.x',
  })

  expect(readRouterField(written)).toEqual({ ...nothing, error: 'origin_timeout', call: 'b.1.2.x' })
})

it('omits values of another type and values that are not a color', () => {
  const written = '"green"; release=v2; revision="7"; call="x"; failed-over-from=red'

  expect(readRouterField(written)).toEqual(nothing)
})

it.each([undefined, null, '', 'green; release="v2', 'blue; revision=1, green; revision=2'])(
  'returns nothing for %j',
  (value) => {
    expect(readRouterField(value)).toBeUndefined()
  }
)
