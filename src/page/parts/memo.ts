import { Component, type ComponentChild, type FunctionComponent, h } from 'preact'

/** Returns a component that is drawn again only when one of its properties is another one. */
export function memo<Props extends object>(
  draw: (props: Props) => ComponentChild
): FunctionComponent<Props> {
  class Memo extends Component<Props> {
    override shouldComponentUpdate(next: Readonly<Props>): boolean {
      const keys = new Set([...Object.keys(next), ...Object.keys(this.props)])
      return [...keys].some((key) => Reflect.get(next, key) !== Reflect.get(this.props, key))
    }

    override render(props: Props) {
      return draw(props)
    }
  }
  return (props) => h(Memo, props)
}
