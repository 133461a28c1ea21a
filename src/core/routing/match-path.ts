import type { Model } from './model.ts'
import { isAdminPath } from './spelled-path.ts'

/** The models of a router by their paths. */
export interface ModelPaths {
  /** All models but the one at `/`. */
  readonly byPath: ReadonlyMap<string, Model>
  /** Segments of the longest path. */
  readonly depth: number
  /** The model at `/`. */
  readonly root: Model | undefined
  /** The paths that an error for an unknown path names. */
  readonly listed: readonly string[]
}

/** The model that a path belongs to, with the rest of the path for the origin. */
export interface Match {
  readonly model: Model
  /**
   * Path and query as the client wrote them, without the model's prefix; starts with `/` or `?`.
   */
  readonly upstreamPath: string
}

export function modelPathsOf(models: readonly Model[]): ModelPaths {
  const below = models.filter(({ path }) => path !== '/')
  return {
    byPath: new Map(below.map((model) => [model.path, model])),
    depth: below.reduce((depth, { path }) => Math.max(depth, path.split('/').length - 1), 0),
    root: models.find(({ path }) => path === '/'),
    listed: models.filter(({ isListed }) => isListed).map(({ path }) => path),
  }
}

/**
 * Returns the model with the longest path that a path and query, as written on the request line,
 * begins with; undefined when no model matches. Looks up one prefix per segment of the longest
 * configured path, however many models there are.
 */
export function matchModel(paths: ModelPaths, target: string): Match | undefined {
  const { byPath, depth, root } = paths
  const query = target.indexOf('?')
  const pathEnd = query === -1 ? target.length : query
  let found: Model | undefined
  let end = 0
  for (let segment = 0; segment < depth && end < pathEnd; segment++) {
    const slash = target.indexOf('/', end + 1)
    end = slash === -1 || slash > pathEnd ? pathEnd : slash
    found = byPath.get(target.slice(0, end)) ?? found
  }
  if (found !== undefined)
    return { model: found, upstreamPath: target.slice(found.path.length) || '/' }
  return root === undefined || isAdminPath(target)
    ? undefined
    : { model: root, upstreamPath: target }
}
