/** What `bluegreen check` has to say about a key. Holds no value of a secret. */
export interface Finding {
  readonly level: 'error' | 'warning'
  readonly message: string
}

export const mistake = (message: string): Finding => ({ level: 'error', message })
export const warning = (message: string): Finding => ({ level: 'warning', message })
