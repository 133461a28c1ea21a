import { expect, it } from 'vitest'
import { formatOf } from '../../../src/core/metrics/media-type.ts'

const prometheus2 =
  'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1'
const prometheus3 =
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2'

it.each([
  [undefined, 'text'],
  ['', 'text'],
  ['*/*', 'text'],
  ['text/html,*/*;q=0.8', 'text'],
  ['application/json', 'text'],
  ['text/plain; version=0.0.4', 'text'],
  ['application/openmetrics-text', 'openmetrics'],
  ['Application/OpenMetrics-Text; Version="1.0.0"; Q=0.7', 'openmetrics'],
  ['application/openmetrics-text; version=0.0.1', 'text'],
  ['application/openmetrics-text; q=0.4, text/plain; q=0.5', 'text'],
  ['application/openmetrics-text; q=0.5, text/plain; q=0.4', 'openmetrics'],
  ['application/openmetrics-text, text/plain', 'text'],
  ['application/openmetrics-text;q=0', 'text'],
  ['application/openmetrics-text;q=much', 'text'],
  ['application/openmetrics-text;q=0.5, */*;q=0.1, text/plain;q=0', 'openmetrics'],
  [prometheus2, 'openmetrics'],
  [prometheus3, 'openmetrics'],
])('Accept: %s gets %s', (accept, format) => {
  expect(formatOf(accept)).toBe(format)
})
