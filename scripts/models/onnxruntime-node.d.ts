/**
 * What we use of onnxruntime-node: version 1.16.3 names a declaration file that it does not ship.
 */
declare module 'onnxruntime-node' {
  type Elements = {
    readonly float32: Float32Array
    readonly int64: BigInt64Array
  }

  export interface Tensor {
    readonly dims: readonly number[]
    readonly data: Float32Array | BigInt64Array
  }

  export interface Session {
    readonly inputNames: readonly string[]
    readonly outputNames: readonly string[]
    run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>
  }

  const ort: {
    readonly Tensor: new <Type extends keyof Elements>(
      type: Type,
      data: Elements[Type],
      dims: readonly number[]
    ) => Tensor
    readonly InferenceSession: {
      create(path: string, options: Readonly<Record<string, number>>): Promise<Session>
    }
  }
  export default ort
}
