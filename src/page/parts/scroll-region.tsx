import type { ComponentChildren } from 'preact'

interface ScrollRegionProps {
  readonly label: string
  readonly children: ComponentChildren
}

/** A part that may be wider than the screen. The keyboard can reach it to scroll. */
export function ScrollRegion({ label, children }: ScrollRegionProps) {
  return (
    <div class="scroll" role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  )
}
