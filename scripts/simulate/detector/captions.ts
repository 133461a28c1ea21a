/** The texts that stand with the tables. */
export const captions = {
  lateness: `Calls fail from some moment on, each so many seconds after its start; time counts from when the first of them can
be seen. The limit is log γ / KL calls (Lorden). Evidence arrives in slices of 1 s and reports every 0.25 s, so the limit
in time is its calls ÷ rate, rounded up to one slice where it is below one. 16 callers.`,
  promiseInCalls: `γ is counted in slices. Counted in calls, as in Lorden's theorem, the same promise is γ · rate calls, and
the limit is log(γ · rate) / KL; the largest ratio to that limit is`,
  withdrawn: 'but for 10 calls/s × 20 % and 100 calls/s × 5 %, for which it is withdrawn',
  lateAlarms: `Answers are cut within generations of 20 s (lognormal, σ = 0.6), at the highest rate that is allowed.`,
  faults: `Seconds and failed calls from the beginning of the fault until the rollback, at 20 calls/s; hangs are seen once the
objective for the first byte (2 s) has passed.`,
  falseRollbacks: `Full judgements of healthy colors with callers of all kinds. The last column is the rate per year that so
many hours without a rollback exclude.`,
} as const
