import { z } from 'zod'

type Nested = number | readonly Nested[]

const nestedSchema: z.ZodType<Nested> = z.union([
  z.number(),
  z.array(z.lazy(() => nestedSchema)).readonly(),
])

const inputSchema = z.object({
  name: z.string(),
  shape: z.array(z.int().min(0)),
  datatype: z.string(),
  parameters: z.object({ binary_data_size: z.int().min(0).optional() }).default({}),
  /** Row-major, flat or nested. */
  data: z.array(nestedSchema).transform(flat).optional(),
})

/** Body of `POST /v2/models/{name}/infer`; other fields are ignored. */
export const inferSchema = z.object({
  id: z.string().optional(),
  parameters: z.object({ binary_data_output: z.boolean().default(false) }).default({
    binary_data_output: false,
  }),
  inputs: z.array(inputSchema),
  outputs: z
    .array(
      z.object({
        name: z.string(),
        parameters: z.object({ binary_data: z.boolean().optional() }).default({}),
      })
    )
    .optional(),
})

export type InferRequest = z.infer<typeof inferSchema>
export type InferInput = z.infer<typeof inputSchema>

function flat(nested: Nested): readonly number[] {
  return typeof nested === 'number' ? [nested] : nested.flatMap(flat)
}
