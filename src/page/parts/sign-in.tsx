import { useEffect, useRef } from 'preact/hooks'
import type { PageStore } from '../data/page-store.ts'
import { SignInForm } from './sign-in-form.tsx'

interface SignInProps {
  readonly store: PageStore
  readonly notice: string | undefined
}

/** The screen of somebody who is not signed in. */
export function SignIn({ store, notice }: SignInProps) {
  return (
    <main class="lonely">
      <h1>Blue-green router</h1>
      {notice !== undefined && <p role="status">{notice}</p>}
      <p class="soft">
        Sign in with one of the tokens in ADMIN_TOKENS, or open this page behind Cloudflare Access.
      </p>
      <SignInForm store={store} />
      <p class="soft small">
        The token is sent once, and this page stores it nowhere. Signing out ends the session.
      </p>
    </main>
  )
}

/** Asks again when a session ends in the middle of work: what is on the screen stays. */
export function SignInAgain({ store }: { readonly store: PageStore }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  return (
    <dialog ref={dialog} aria-labelledby="again" onCancel={(event) => event.preventDefault()}>
      <h2 id="again">Your session has ended</h2>
      <p>Sign in again. The screen behind stays as it was, and shows old data until then.</p>
      <SignInForm store={store} />
    </dialog>
  )
}
