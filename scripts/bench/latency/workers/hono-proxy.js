// Hono's proxy helper in its smallest form. ORIGIN is a text binding.
import { Hono } from 'hono'
import { proxy } from 'hono/proxy'

const app = new Hono()

app.all('*', ({ req, env }) => {
  const { raw, url } = req
  return proxy(env.ORIGIN + url.slice(url.indexOf('/', 8)), raw)
})

export default app
