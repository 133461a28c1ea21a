import { expect, it } from 'vitest'
import { isReservedAuthor, isReservedSource } from '../../../src/core/rollout/reserved-author.ts'

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

it.each([
  'router',
  'Deploy',
  'break-glass',
  'dеtector',
  'ROLLOUT',
  'verification',
  'k.v',
  'isolate',
])('reserves %s as a source', (name) => {
  expect(isReservedSource(name)).toBe(true)
})

it.each(['cli', 'ci', 'api', 'terraform', 'rollouts', 'kv-script'])(
  'leaves %s to people as a source',
  (name) => {
    expect(isReservedSource(name)).toBe(false)
  }
)
