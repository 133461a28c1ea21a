import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ensureAdminToken } from '../../scripts/dev/dev-vars.ts'
import { holdsAdminToken } from '../../src/core/outcomes/admin-token.ts'

let folder: string
let devVars: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bluegreen-dev-vars-'))
  devVars = join(folder, '.dev.vars')
})

afterEach(() => rmSync(folder, { recursive: true }))

it('makes a token that the data plane recognizes, and keeps it', () => {
  const token = ensureAdminToken(devVars)

  expect(holdsAdminToken([`Bearer ${token}`])).toBe(true)
  expect(ensureAdminToken(devVars)).toBe(token)
})

it('keeps a token that was made before tokens had a prefix', () => {
  writeFileSync(devVars, 'ADMIN_TOKEN=old\n')

  expect(ensureAdminToken(devVars)).toBe('old')
  expect(readFileSync(devVars, 'utf8')).toBe('ADMIN_TOKEN=old\n')
})
