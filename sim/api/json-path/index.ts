/**
 * JSONPath as Kubernetes knows it: templates of `-o jsonpath`, paths of `--sort-by`, custom columns and printer columns.
 * `printResults(findResults(parseJsonPath('{.metadata.name}'), object))` is `name`.
 */
export { evaluatePath, findResults } from './evaluate.ts';
export { JsonPathError, type PathNode } from './nodes.ts';
export { parseJsonPath, relaxedJsonPath } from './parse.ts';
export { goJson, printResults } from './print.ts';
