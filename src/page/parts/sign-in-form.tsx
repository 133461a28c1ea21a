import { useEffect, useRef, useState } from 'preact/hooks'
import type { PageStore } from '../data/page-store.ts'
import type { Problem } from '../data/admin-requests.ts'
import { Icon } from './icon.tsx'

/** Asks for a token. It is sent once and kept nowhere: the router answers with a cookie. */
export function SignInForm({ store }: { readonly store: PageStore }) {
  const [problem, setProblem] = useState<Problem>()
  const [isBusy, setBusy] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  // Outside of a dialog, a browser uses autofocus while the page loads only.
  useEffect(() => input.current?.focus(), [])

  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const token = input.current?.value.trim() ?? ''
    if (token === '' || isBusy) return
    setBusy(true)
    const refused = await store.signIn(token)
    setBusy(false)
    if (refused === undefined) return
    setProblem(refused)
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
        autofocus
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
      <button type="submit" class="primary" disabled={isBusy}>
        {isBusy ? 'Signing in …' : 'Sign in'}
      </button>
    </form>
  )
}

/** The router slows wrong tokens only: the right one must sign in at once, whoever shares the address. */
function refusalOf({ code, status, detail, retryAfterMs }: Problem): string {
  if (code === 'unauthorized') return 'That token is not known. Nobody is signed in.'
  if (status !== 429) return detail
  const wait = retryAfterMs === 0 ? '' : ` Wait ${Math.ceil(retryAfterMs / 1000)} s before a guess.`
  return `Too many refused tries from this address.${wait} The right token signs in at once.`
}
