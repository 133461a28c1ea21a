/** Secrets: `wrangler types` knows only what `wrangler.toml` names. */
interface __BaseEnv_Env {
  /** A token of the admin route with every permission. */
  readonly ADMIN_TOKEN?: string
  /** The tokens of the admin route with a name and a role, as JSON. */
  readonly ADMIN_TOKENS?: string
  /** Signs previews and the ids of calls; without it `ADMIN_TOKEN` does. */
  readonly SIGNING_KEY?: string
}
