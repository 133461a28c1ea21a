import type { ComponentChildren } from 'preact'
import { addressOf } from '../logic/screen-address.ts'
import type { PageStore } from '../data/page-store.ts'

interface LinkToProps {
  readonly store: PageStore
  readonly model: string | undefined
  readonly children: ComponentChildren
  readonly class?: string
}

/** A link to a screen of the page, which opens without loading the page again. */
export function LinkTo({ store, model, children, class: className }: LinkToProps) {
  const open = (event: MouseEvent) => {
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey
    if (!isPlain) return
    event.preventDefault()
    history.pushState(null, '', addressOf(model))
    store.open(model)
    scrollTo(0, 0)
  }
  return (
    <a href={addressOf(model)} onClick={open} class={className}>
      {children}
    </a>
  )
}
