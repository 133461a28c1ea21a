/** Names of the files in a data folder. */
export const dataFiles = {
  /** The SQLite files of the Durable Objects and of KV: all that a backup needs. */
  objects: 'objects',
  /** The folder of the running workerd's files. */
  run: 'run',
  /** Config of workerd, in that folder. */
  config: 'config.capnp',
  /** Socket of KV, for whoever may use the data folder. */
  kvSocket: 'kv.sock',
  lock: 'lock',
  /** Id of the supervisor, for messages. */
  supervisor: 'supervisor.pid',
} as const
