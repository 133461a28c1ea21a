/** The behaviour of a scripted origin for all calls of one model, until the next script. */
export interface Script {
  /** End of the URLs that the script is for; the others get a good answer. */
  readonly only?: string
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Sends the chunks one by one instead of the body. */
  readonly chunks?: readonly string[]
  /** After the chunks or the body: `cut` resets the connection, `stall` sends nothing more. */
  readonly ending?: 'cut' | 'stall'
  /**
   * Before the headers: `reset` closes the connection after the call was read, `hang` never
   * answers.
   */
  readonly first?: 'reset' | 'hang'
}

/** A call or a probe, as a scripted origin received it. */
export interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}
