/** What a scripted origin does with the calls of one model, until it is told otherwise. */
export interface Script {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Sends the chunks one by one instead of the body. */
  readonly chunks?: readonly string[]
  /** After the chunks or the body: `cut` breaks the connection, `stall` says nothing more. */
  readonly then?: 'cut' | 'stall'
  /** Before the headers: `reset` breaks the connection once the call was read, `hang` never answers. */
  readonly first?: 'reset' | 'hang'
}

/** What a scripted origin saw of a call or a probe. */
export interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}
