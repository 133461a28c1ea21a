/** What we use of parse-prometheus-text-format, which has no declarations. */
declare module 'parse-prometheus-text-format' {
  type Labels = Readonly<Record<string, string>>

  interface Sample {
    readonly labels?: Labels
    readonly value?: string
  }

  interface Family {
    readonly name: string
    readonly help: string
    readonly type: string
    readonly metrics: readonly Sample[]
  }

  /** Throws when a line is not a sample. */
  export default function parse(document: string): readonly Family[]
}
