/** The roles of the admin route. The README of control-plane/admin lists them in these words. */
export const roles = {
  viewer: 'reads everything, changes nothing',
  operator: 'everything',
  releaser: 'reads everything; stages, verifies, calls and previews releases',
  'rollback-only': 'reads the status and rolls back, for alert tools',
  grader: 'grades calls, and nothing else',
} as const satisfies Readonly<Record<string, string>>

export type Role = keyof typeof roles

/** What a route asks of its caller. */
export type Permission =
  'read_document' | 'read_status' | 'read' | 'release' | 'operate' | 'roll_back' | 'grade'

const reading = ['read_document', 'read_status', 'read'] as const

/** What each role may do. This table is the only place that decides it. */
const permissions = {
  viewer: reading,
  operator: [...reading, 'release', 'operate', 'roll_back', 'grade'],
  releaser: [...reading, 'release'],
  'rollback-only': ['read_document', 'read_status', 'roll_back'],
  grader: ['read_document', 'grade'],
} as const satisfies Readonly<Record<Role, readonly Permission[]>>

export const roleNames = Object.keys(roles).filter(isRole)

export function isRole(name: string): name is Role {
  return Object.hasOwn(roles, name)
}

/** Whether a role may use a route that asks for a permission. */
export function mayUse(role: Role, permission: Permission): boolean {
  const granted: readonly Permission[] = permissions[role]
  return granted.includes(permission)
}

/** Returns the permissions of a role. */
export function permissionsOf(role: Role): readonly Permission[] {
  return permissions[role]
}

/** Returns the roles that have a permission. */
export function rolesWith(permission: Permission): readonly Role[] {
  return roleNames.filter((role) => mayUse(role, permission))
}
