type Methods = Readonly<Record<string, (...args: never[]) => unknown>>

/** A binding some of whose methods are replaced. All else goes to the real one, which stays what it is. */
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
