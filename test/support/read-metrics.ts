import parse from 'parse-prometheus-text-format'

/** One line of a document of metrics. */
export interface ReadSample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** Returns the samples of a document. The parser throws when a line is not one. */
export function samplesIn(document: string): readonly ReadSample[] {
  // The parser keeps one histogram of a family: without the types it reads the lines as they are.
  const lines = document.split('\n').filter((line) => !line.startsWith('# '))
  return parse(`${lines.join('\n')}\n`).flatMap(({ name, metrics }) =>
    metrics.map(({ labels = {}, value }) => ({ name, labels, value: Number(value) }))
  )
}
