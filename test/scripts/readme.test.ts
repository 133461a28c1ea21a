import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { cliErrors, exitCodeOf } from '../../scripts/cli/codes.ts'
import { adminErrors } from '../../src/control-plane/admin/admin-codes.ts'
import { roles } from '../../src/core/access/roles.ts'
import { families } from '../../src/core/metrics/families.ts'
import { routerErrors } from '../../src/core/outcomes/router-errors.ts'
import { alertCodes } from '../../src/core/rollout/alert-codes.ts'
import { notificationWords } from '../../src/core/notification/notification-words.ts'
import { logEvents } from '../../src/platform/log.ts'
import { differencesOf, type Catalog } from '../support/readme-tables.ts'

/** Returns the README of a folder. */
function readmeOf(folder: string): string {
  return readFileSync(new URL(`../../${folder}/README.md`, import.meta.url), 'utf8')
}

/** Returns the cells of each entry, in the order of the columns. */
function catalogOf<Entry>(
  entries: Readonly<Record<string, Entry>>,
  cellsOf: (entry: Entry) => Catalog[string]
): Catalog {
  return Object.fromEntries(Object.entries(entries).map(([code, entry]) => [code, cellsOf(entry)]))
}

const routerCodes = catalogOf(routerErrors, ({ status, meaning }) => [status, meaning])
const adminCodes = catalogOf(adminErrors, ({ status, message }) => [status, message])
const cliCodes = catalogOf(cliErrors, ({ kind, meaning }) => [exitCodeOf[kind], meaning])
const alerts = catalogOf(alertCodes, ({ meaning, advice }) => [meaning, advice])
const roleTexts = catalogOf(roles, (meaning) => [meaning])
const words = catalogOf(notificationWords, (meaning) => [meaning])
const metrics = catalogOf(families, ({ type, labels, help }) => [type, labels.join(', '), help])
const events = catalogOf(logEvents, ({ level, meaning }) => [level, meaning])

describe('the README of a folder', () => {
  it.each([
    ['router code', routerCodes, 'src/data-plane'],
    ['admin code', adminCodes, 'src/control-plane/admin'],
    ['CLI code', cliCodes, 'scripts/cli'],
    ['alert code', alerts, 'src/control-plane'],
    ['notification', words, 'src/control-plane/notify'],
    ['log event', events, 'scripts/monitoring'],
    ['metric', metrics, 'scripts/monitoring'],
    ['role', roleTexts, 'src/control-plane/admin'],
  ])('lists each %s in the words of the catalog', (title, catalog, folder) => {
    expect(differencesOf(readmeOf(folder), title, catalog)).toEqual([])
  })
})

describe('differencesOf', () => {
  const readme = readmeOf('src/control-plane/admin')
  const row = /^\| `closed` .*\n/m
  const closed = row.exec(readme)?.[0] ?? ''

  it.each([
    ['a row is missing', readme.replace(row, ''), 'the README lacks the admin code closed'],
    [
      'a row is not in the catalog',
      readme.replace(row, `${closed}| \`open\` | 200 | It is open. |\n`),
      'the README has the admin code open, which the catalog lacks',
    ],
    [
      'a row is repeated',
      readme.replace(row, closed + closed),
      'the README has the admin code closed twice',
    ],
    [
      'a status differs',
      readme.replace(row, closed.replace('403', '401')),
      expect.stringContaining('of the admin code closed: 401 | '),
    ],
    [
      'a word differs',
      readme.replace(row, closed.replace('closed:', 'shut:')),
      expect.stringContaining('route is shut: set'),
    ],
    ['the table is missing', '# Nothing', 'the README has no table of admin codes'],
  ])('finds a difference when %s', (_, doctored, difference) => {
    expect(differencesOf(doctored, 'admin code', adminCodes)).toEqual([difference])
  })
})
