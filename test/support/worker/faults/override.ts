type Methods = Readonly<Record<string, (...args: never[]) => unknown>>

/** Returns a binding with some methods replaced; the others go to the unchanged real binding. */
export function override<Binding extends object>(binding: Binding, replaced: Methods): Binding {
  return new Proxy(binding, {
    get(target, name) {
      const replacement: unknown = Reflect.get(replaced, name)
      if (replacement !== undefined) return replacement
      const real: unknown = Reflect.get(target, name)
      if (typeof real !== 'function') return real
      return (...args: unknown[]): unknown => Reflect.apply(real, target, args)
    },
  })
}
