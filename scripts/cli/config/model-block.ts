/** A model to write into `wrangler.toml`. */
export interface NewModel {
  readonly name: string
  readonly path: string
  readonly blue: NewSlot
  readonly green: NewSlot
  /** Header name to the name of its secret, for both colors. */
  readonly headers: Readonly<Record<string, string>>
  /** Path of the health route. */
  readonly health: string | undefined
}

export interface NewSlot {
  readonly origin: string
  readonly release: string
}

/** Returns the labels of two origins: their hosts, or v1 and v2 where these do not tell them apart. */
export function labelsOf(blue: string, green: string): readonly [string, string] {
  const [one, another] = [hostIn(blue), hostIn(green)]
  return one === another ? ['v1', 'v2'] : [one, another]
}

function hostIn(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : url
}

/** Returns the name of the variable that holds a model of a name. */
export function variableOf(name: string): string {
  return `MODEL_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`
}

/** Returns the tables of a model, each a line or more of TOML. */
export function modelBlock(model: NewModel, env: string | undefined): string {
  const { name, path, blue, green, headers, health } = model
  const variable = variableOf(name)
  const isNamed = variable.slice('MODEL_'.length).toLowerCase() !== name
  const table = `${env === undefined ? '' : `env.${key(env)}.`}vars.${variable}`
  return [
    `[${table}]`,
    ...(isNamed ? [`name = ${text(name)}`] : []),
    `path = ${text(path)}`,
    `blue = ${slot(blue, headers)}`,
    `green = ${slot(green, headers)}`,
    ...(health === undefined ? [] : [`health = { path = ${text(health)} }`]),
  ].join('\n')
}

function slot({ origin, release }: NewSlot, headers: NewModel['headers']): string {
  const named = Object.entries(headers).map(([name, secret]) => `${key(name)} = ${text(secret)}`)
  const also = named.length === 0 ? '' : `, headers = { ${named.join(', ')} }`
  return `{ origin = ${text(origin)}, release = ${text(release)}${also} }`
}

/** TOML's basic strings have the escapes of JSON. */
function text(value: string): string {
  return JSON.stringify(value)
}

function key(name: string): string {
  return /^[A-Za-z0-9_-]+$/.test(name) ? name : text(name)
}
