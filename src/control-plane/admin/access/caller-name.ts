import * as z from 'zod/mini'
import { isPlainLine } from '../../../core/rollout/plain-line.ts'
import { isReservedAuthor } from '../../../core/rollout/reserved-author.ts'

/** Name of a token, a person or a service, as the history shows it. */
export const callerName = z.string().check(
  z.trim(),
  z.minLength(1),
  z.maxLength(100),
  z.refine(isPlainLine, 'expected one line of visible characters'),
  z.refine((name) => !isReservedAuthor(name), 'that name belongs to the router')
)

/** The models of an identity. Without the list it has all of them, so that an empty list is a mistake. */
export const modelNames = z.array(z.string().check(z.minLength(1))).check(z.minLength(1))
