import { override } from './override.ts'

/** Durable Objects of a class, by name. */
interface Named {
  readonly getByName: (name: string) => object
}

/** Objects that can be made to fail and to come back. */
export interface Breakable<Namespace> {
  readonly namespace: Namespace
  /** From now on each call fails with this error; undefined: from now on each call goes through. */
  readonly failWith: (error: (() => Error) | undefined) => void
  /** From now on each call is carried out and its answer is lost, with this error in its place. */
  readonly loseAnswersWith: (error: () => Error) => void
  /** Calls that failed. */
  readonly failures: () => number
  /** Calls that were carried out and answered. */
  readonly answered: () => number
}

/** The error of a Durable Object that has more to do than it can, as the platform marks it. */
export function overloaded(): Error {
  const message = 'Durable Object is overloaded. Too many requests queued.'
  return Object.assign(new Error(message), { overloaded: true, retryable: false })
}

/** The error of a Durable Object that cannot be reached. */
export function unreachable(): Error {
  return Object.assign(new Error('Network connection lost.'), { retryable: true })
}

/** Wraps coordinators or collectors: calls fail as long as they are told to. */
export function breakable<Namespace extends Named>(namespace: Namespace): Breakable<Namespace> {
  let error: (() => Error) | undefined
  let lost: (() => Error) | undefined
  let failures = 0
  let answered = 0
  const guarded = (stub: object): object =>
    new Proxy(stub, {
      get: (target, name) => async (argument: unknown) => {
        if (error !== undefined) {
          failures++
          throw error()
        }
        const method: unknown = Reflect.get(target, name)
        if (typeof method !== 'function') throw new TypeError(`${String(name)} is no method`)
        const answer: unknown = await Reflect.apply(method, target, [argument])
        if (lost !== undefined) {
          failures++
          throw lost()
        }
        answered++
        return answer
      },
    })
  return {
    namespace: override(namespace, {
      getByName: (name: string) => guarded(namespace.getByName(name)),
    }),
    failWith: (next) => {
      error = next
      lost = undefined
    },
    loseAnswersWith: (next) => {
      lost = next
    },
    failures: () => failures,
    answered: () => answered,
  }
}
