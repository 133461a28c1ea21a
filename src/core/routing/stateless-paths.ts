/**
 * Endings of the paths on which the usual model servers answer from the request alone: OpenAI, Anthropic, Gemini, Ollama,
 * Hugging Face TGI and TEI, vLLM, KServe and Triton. `/v1/responses` is not among them: it may refer to an earlier answer.
 */
const STATELESS =
  /\/(?:v\d+\/messages|completions|complete|count_tokens|chat|embeddings|embed|embed_all|embed_sparse|generate|generate_stream|infer|score|rerank|classify|moderations|pooling|predict|similarity|tokenize|detokenize|speech|transcriptions|translations|generations|invocations)$|:(?:predict|explain|generateContent|streamGenerateContent|countTokens|embedContent|batchEmbedContents)$/

/** Which paths of a model keep nothing of a call; prefixes of whole segments. */
export interface StatePaths {
  /** State lives on these, whatever their ending. */
  readonly stateful: readonly string[]
  /** These keep nothing, besides those that are known. */
  readonly stateless: readonly string[]
}

/** Returns whether the answer to a call depends on the call alone. `path` may have a query. */
export function isStateless(path: string, { stateful, stateless }: StatePaths): boolean {
  const bare = withoutQuery(path)
  if (stateful.some((prefix) => isBelow(bare, prefix))) return false
  return STATELESS.test(bare) || stateless.some((prefix) => isBelow(bare, prefix))
}

/** Returns whether the operator says that state lives on a path. */
export function isStateful(path: string, { stateful }: StatePaths): boolean {
  return stateful.some((prefix) => isBelow(withoutQuery(path), prefix))
}

function isBelow(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`)
}

function withoutQuery(path: string): string {
  const end = path.indexOf('?')
  return end === -1 ? path : path.slice(0, end)
}
