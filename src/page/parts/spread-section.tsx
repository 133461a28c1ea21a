import type { ModelStatus } from '../data/shapes.ts'
import { spreadText } from '../logic/spread-words.ts'

/** How far the newest revision has come: to isolates, to KV, and to receivers of notifications. */
export function SpreadSection({ status }: { readonly status: ModelStatus }) {
  return (
    <section class="card" aria-labelledby="spread">
      <h2 id="spread">Where the decision has arrived</h2>
      <dl class="spread">
        {spreadText(status).map(({ name, text }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
