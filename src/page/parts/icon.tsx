const paths = {
  alert: 'M8 1.5 15 14H1L8 1.5Zm0 4.7v3.6m0 1.7v.3',
  check: 'm3 8.5 3.2 3.2L13 4.8',
  pause: 'M5.5 3v10m5-10v10',
  clock: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8Zm0 2.9V8l2.3 1.8',
  back: 'M6.5 3 3 6.5 6.5 10M3.2 6.5H10a3.4 3.4 0 0 1 0 6.8H7',
  forward: 'M2.5 8h10.4m-4-4 4 4-4 4',
  circle: 'M8 3.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9Z',
  cross: 'm4 4 8 8m0-8-8 8',
  box: 'M2.5 5 8 2l5.5 3v6L8 14l-5.5-3V5Zm0 0L8 8l5.5-3M8 8v6',
} as const

export type IconName = keyof typeof paths

/** A drawing beside a word. Screen readers skip it. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  )
}
