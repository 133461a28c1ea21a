/** Options for `expect.poll`, for conditions that send no event. In milliseconds. */
export const pollOptions = { timeout: 5000, interval: 20 }
