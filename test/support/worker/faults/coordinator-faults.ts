import { override } from './override.ts'

/** A Durable Object namespace, as far as it is used here. */
interface NamespaceLike {
  readonly getByName: (name: string) => object
}

/** A namespace whose objects can be made to fail and to recover. */
export interface Breakable<Namespace> {
  readonly namespace: Namespace
  /** Makes every call fail with this error; undefined makes every call succeed again. */
  readonly failWith: (error: (() => Error) | undefined) => void
  /** Makes every call succeed on the object, and replaces its answer with this error. */
  readonly loseAnswersWith: (error: () => Error) => void
  /** Number of failed calls. */
  readonly failures: () => number
  /** Number of answered calls. */
  readonly answered: () => number
}

/** The platform's error for an overloaded Durable Object. */
export function overloaded(): Error {
  const message = 'Durable Object is overloaded. Too many requests queued.'
  return Object.assign(new Error(message), { overloaded: true, retryable: false })
}

/** The platform's error for an unreachable Durable Object. */
export function unreachable(): Error {
  return Object.assign(new Error('Network connection lost.'), { retryable: true })
}

/** Wraps the namespace of the coordinators or collectors. */
export function breakable<Namespace extends NamespaceLike>(
  namespace: Namespace
): Breakable<Namespace> {
  let error: (() => Error) | undefined
  let answerError: (() => Error) | undefined
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
        if (typeof method !== 'function') throw new TypeError(`${String(name)} is not a method`)
        const answer: unknown = await Reflect.apply(method, target, [argument])
        if (answerError !== undefined) {
          failures++
          throw answerError()
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
      answerError = undefined
    },
    loseAnswersWith: (next) => {
      answerError = next
    },
    failures: () => failures,
    answered: () => answered,
  }
}
