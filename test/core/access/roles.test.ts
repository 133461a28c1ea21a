import { describe, expect, it } from 'vitest'
import {
  mayUse,
  roleNames,
  rolesWith,
  type Permission,
  type Role,
} from '../../../src/core/access/roles.ts'

/** The whole table, written out once more: a change of a role must be made twice. */
const expected = {
  viewer: 'read_document read_status read',
  operator: 'read_document read_status read release operate roll_back grade',
  releaser: 'read_document read_status read release',
  'rollback-only': 'read_document read_status roll_back',
  grader: 'read_document grade',
} as const satisfies Readonly<Record<Role, string>>

const permissions = [
  'read_document',
  'read_status',
  'read',
  'release',
  'operate',
  'roll_back',
  'grade',
] as const satisfies readonly Permission[]

describe('a role', () => {
  it.each(roleNames)('%s may do what the table says, and nothing else', (role) => {
    const granted = permissions.filter((permission) => mayUse(role, permission))

    expect(granted.join(' ')).toBe(expected[role])
  })

  it('is named for each permission', () => {
    expect(rolesWith('roll_back')).toEqual(['operator', 'rollback-only'])
    expect(rolesWith('grade')).toEqual(['operator', 'grader'])
  })
})
