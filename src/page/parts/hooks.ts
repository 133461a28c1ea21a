import { createContext } from 'preact'
import { useContext, useEffect, useState } from 'preact/hooks'
import { ageOf } from '../data/moments.ts'
import type { PageStore } from '../data/page-store.ts'
import type { PageState } from '../data/page-state.ts'

const TICK_MS = 1_000

/** The time of the router, in milliseconds. Clocks of browsers may be wrong. */
export const NowContext = createContext(0)

export function useNow(): number {
  return useContext(NowContext)
}

/** Returns the state of the page, and renders again when it changes. */
export function usePageState(store: PageStore): PageState {
  const [state, setState] = useState(store.state)
  useEffect(() => {
    setState(store.state)
    return store.subscribe(() => setState(store.state))
  }, [store])
  return state
}

/** Renders again at an interval, for ages and clocks. */
export function useTick(ms: number = TICK_MS): void {
  const [, setCount] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setCount((count) => count + 1), ms)
    return () => clearInterval(timer)
  }, [ms])
}

/** Returns the time of the router now: that of its last answer, and the age of the answer. */
export function routerNow(state: PageState): number {
  const answered = state.listing?.now
  return answered === undefined ? Date.now() : answered + (ageOf(state) ?? 0)
}
