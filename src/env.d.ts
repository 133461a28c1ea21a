/** Secrets: `wrangler types` knows only what `wrangler.toml` names. */
interface Env {
  /** Opens the admin route; without it the route is closed. */
  readonly ADMIN_TOKEN?: string
}
