import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import {
  AnsweredCommands,
  KEPT_MS,
} from '../../../src/control-plane/coordinator/answered-commands.ts'
import { freshModel } from '../../support/worker/router-under-test.ts'

const command = { key: 'k1', fingerprint: 'switch to green' }

/** Runs a test on the SQL storage of a coordinator that no other test uses. */
function withSql(test: (sql: SqlStorage) => void): Promise<void> {
  const stub = env.COORDINATOR.getByName(freshModel())
  return runInDurableObject(stub, (_, { storage }) => test(storage.sql))
}

it('knows the answer to a command that is repeated, also after a restart', () =>
  withSql((sql) => {
    const commands = new AnsweredCommands<string>(sql)
    expect(commands.begin(command, 1_000)).toEqual({ kind: 'new' })
    commands.keep(command, 'revision 2', 1_000)
    commands.end(command)

    const answered = { kind: 'answered', answer: 'revision 2' }
    expect(commands.begin(command, 2_000)).toEqual(answered)
    expect(new AnsweredCommands<string>(sql).begin(command, 2_000)).toEqual(answered)
  }))

it('refuses a command that is in progress', () =>
  withSql((sql) => {
    const commands = new AnsweredCommands<string>(sql)
    commands.begin(command, 1_000)

    expect(commands.begin(command, 1_001)).toEqual({
      kind: 'refused',
      refusal: 'command_in_progress',
    })
  }))

it('refuses another command under the same key, answered or in progress', () =>
  withSql((sql) => {
    const commands = new AnsweredCommands<string>(sql)
    const another = { key: 'k1', fingerprint: 'roll back' }
    const refused = { kind: 'refused', refusal: 'idempotency_key_reused' }
    commands.begin(command, 1_000)
    expect(commands.begin(another, 1_001)).toEqual(refused)

    commands.keep(command, 'revision 2', 1_000)
    commands.end(command)

    expect(commands.begin(another, 1_002)).toEqual(refused)
  }))

it('carries out a command again that ended without an answer', () =>
  withSql((sql) => {
    const commands = new AnsweredCommands<string>(sql)
    commands.begin(command, 1_000)
    commands.end(command)

    expect(commands.begin(command, 1_001)).toEqual({ kind: 'new' })
  }))

it('forgets an answer after a day', () =>
  withSql((sql) => {
    const commands = new AnsweredCommands<string>(sql)
    commands.begin(command, 1_000)
    commands.keep(command, 'revision 2', 1_000)
    commands.end(command)

    expect(commands.begin(command, 999 + KEPT_MS)).toMatchObject({ kind: 'answered' })
    expect(commands.begin(command, 1_000 + KEPT_MS)).toEqual({ kind: 'new' })
    commands.keep({ ...command, key: 'k2' }, 'revision 3', 1_000 + KEPT_MS)
    expect(sql.exec('SELECT key FROM answered_commands').toArray()).toEqual([{ key: 'k2' }])
  }))
