/** For `expect.poll`: how long to wait for what becomes true without anyone saying so. */
export const pollOptions = { timeout: 5000, interval: 20 }
