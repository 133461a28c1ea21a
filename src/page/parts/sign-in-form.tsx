import { useEffect, useRef, useState } from 'preact/hooks'
import type { PageStore } from '../data/page-store.ts'
import type { Problem } from '../data/admin-requests.ts'
import { useTick } from './hooks.ts'
import { Icon } from './icon.tsx'

/** Asks for a token. It is sent once and kept nowhere: the router answers with a cookie. */
export function SignInForm({ store }: { readonly store: PageStore }) {
  const [problem, setProblem] = useState<Problem>()
  const [isBusy, setBusy] = useState(false)
  const [waitUntil, setWaitUntil] = useState(0)
  const input = useRef<HTMLInputElement>(null)
  useTick()
  useEffect(() => input.current?.focus(), [])

  const waitSeconds = Math.max(0, Math.ceil((waitUntil - Date.now()) / 1000))
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const token = input.current?.value.trim() ?? ''
    if (token === '' || isBusy || waitSeconds > 0) return
    setBusy(true)
    const refused = await store.signIn(token)
    setBusy(false)
    if (refused === undefined) return
    setProblem(refused)
    setWaitUntil(Date.now() + refused.retryAfterMs)
    input.current?.select()
  }

  return (
    <form class="sign-in" onSubmit={(event) => void submit(event)}>
      {/* Password managers ask for a name beside a password. */}
      <input
        class="hidden"
        type="text"
        autocomplete="username"
        value="admin token"
        readOnly
        tabIndex={-1}
        aria-hidden="true"
      />
      <label for="token">Admin token</label>
      <input
        id="token"
        ref={input}
        type="password"
        autocomplete="current-password"
        spellcheck={false}
        required
        aria-describedby={problem === undefined ? undefined : 'token-problem'}
        aria-invalid={problem !== undefined}
      />
      {problem !== undefined && (
        <p id="token-problem" class="problem" role="alert">
          <Icon name="alert" /> {refusalOf(problem)}
        </p>
      )}
      <button type="submit" class="primary" disabled={isBusy || waitSeconds > 0}>
        {isBusy ? 'Signing in …' : waitSeconds > 0 ? `Wait ${waitSeconds} s` : 'Sign in'}
      </button>
    </form>
  )
}

function refusalOf({ code, status, detail }: Problem): string {
  if (code === 'unauthorized') return 'That token is not known. Nobody is signed in.'
  if (status === 429)
    return 'Too many refused tries from this address. A right token works at once after the wait.'
  return detail
}
