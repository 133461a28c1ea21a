import ort, { type Session } from 'onnxruntime-node'

/**
 * Opens a model with one thread, because the servers share the machine with the router and its
 * tests.
 */
export function openSession(path: string): Promise<Session> {
  return ort.InferenceSession.create(path, {
    logSeverityLevel: 4,
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  })
}
