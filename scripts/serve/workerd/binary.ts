import { createRequire } from 'node:module'

/** Path of the binary of miniflare's workerd, which tests and `npm start` use. Its launcher script would start a child process. */
export function workerdBinary(): string {
  const miniflare = createRequire(import.meta.url).resolve('miniflare')
  const { default: path }: { default: string } = createRequire(miniflare)('workerd')
  return path
}
