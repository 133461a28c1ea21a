/** A name or a text in a file. `field` is a field `bad` that is not a count. */
export interface Piece {
  readonly kind: 'name' | 'text' | 'field'
  readonly content: string
  readonly line: number
}
