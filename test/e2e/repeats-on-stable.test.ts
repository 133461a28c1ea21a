import { expect, test } from 'vitest'
import { pollOptions } from '../support/poll-options.ts'
import { answerWith } from '../support/wire/exchange.ts'
import { paired } from '../support/wire/pair.ts'

const { blue, green, router, fresh } = paired()

test.each([
  [200, { answered: 1, failed: 0 }],
  [500, { answered: 0, failed: 1 }],
])('an answer %i of stable to a failover is in the status', async (status, answers) => {
  const { call, switchTo, name } = fresh()
  await switchTo('green')
  const answering = call()
  answerWith(await green().take().taken, { status: 500 })
  answerWith(await blue().take().taken, { status })
  await answering

  await expect
    .poll(async () => (await router().statusOf(name)).stableAnswers, pollOptions)
    .toMatchObject(answers)
  expect((await router().statusOf(name)).health.blue.calls).toBe(0)
})

test.each([
  [200, { answered: 1, failed: 0 }],
  [500, { answered: 0, failed: 1 }],
])('an answer %i of stable to a contract check is in the status', async (status, answers) => {
  const { call, switchTo, name } = fresh()
  await switchTo('green')
  const answering = call()
  answerWith(await green().take().taken, { status: 404 })
  answerWith(await blue().take().taken, { status })
  await answering

  await expect
    .poll(async () => (await router().statusOf(name)).stableAnswers, pollOptions)
    .toMatchObject(answers)
})

test('a refusal by stable of what the candidate refused is not in the status', async () => {
  const { call, switchTo, name, counts } = fresh()
  await switchTo('green')
  const answering = call()
  answerWith(await green().take().taken, { status: 400 })
  answerWith(await blue().take().taken, { status: 400 })
  await answering

  await expect.poll(counts('green'), pollOptions).toMatchObject({ neutral: 1 })
  expect((await router().statusOf(name)).stableAnswers).toBeNull()
})
