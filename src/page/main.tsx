import { render } from 'preact'
import { PageStore } from './data/page-store.ts'
import { modelInQuery } from './logic/screen-address.ts'
import { App } from './parts/app.tsx'

const store = new PageStore(modelInQuery(location.search))
const root = document.getElementById('page')

addEventListener('popstate', () => store.open(modelInQuery(location.search)))
document.addEventListener('visibilitychange', () => {
  if (document.hidden) store.suspend()
  else void store.resume()
})

if (root !== null) render(<App store={store} />, root)
void store.start()
