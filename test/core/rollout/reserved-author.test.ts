import { expect, it } from 'vitest'
import { isReservedAuthor } from '../../../src/core/rollout/reserved-author.ts'

it.each([
  'router',
  ' Router ',
  'ROUTER',
  'deploy',
  'break-glass',
  'Break Glass',
  'break\u2011glass',
  'rou\u00a0ter',
  'rou\u200bter',
  '(router)',
  'router.',
  'rоuter', // Cyrillic о
  'rοuter', // Greek ο
  'гоυтег',
  'dерlоу', // Cyrillic е, р, о, у
  'dep1oy',
  'depIoy',
  'r0uter',
  'ｒｏｕｔｅｒ',
  '𝐫𝐨𝐮𝐭𝐞𝐫',
  'ʀᴏᴜᴛᴇʀ',
  'röuter',
  'brеаk-glass',
])('reserves %s', (name) => {
  expect(isReservedAuthor(name)).toBe(true)
})

it.each(['ada', 'router-team', 'deployer', 'deploy@ci', 'ada (router)', 'роутер', '-', 'mira'])(
  'leaves %s to people',
  (name) => {
    expect(isReservedAuthor(name)).toBe(false)
  }
)
