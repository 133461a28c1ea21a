import { localTimeOf, relativeTo } from '../logic/time-words.ts'
import { useNow } from './hooks.ts'

interface WhenProps {
  readonly at: string
  /** `both`: the local time, and how long ago. `relative` has the local time as a tooltip. */
  readonly show?: 'relative' | 'both' | 'local'
}

/** A time: local with its zone, and relative to now. */
export function When({ at, show = 'relative' }: WhenProps) {
  const now = useNow()
  const ms = Date.parse(at)
  const local = localTimeOf(ms, now)
  const relative = relativeTo(now, ms)
  const text = { relative, local, both: `${local} (${relative})` }[show]
  return (
    <time dateTime={at} title={show === 'relative' ? local : relative}>
      {text}
    </time>
  )
}
