/** Secrets: `wrangler types` knows only what `wrangler.toml` names. */
interface __BaseEnv_Env {
  /** Opens the admin route; without it the route is closed. */
  readonly ADMIN_TOKEN?: string
}
