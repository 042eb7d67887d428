/** Image names spelled out in full, as the kubelet and the runtime compare them. */
import { parseImageName } from './defaults/image.ts';

/**
 * The full name of an image: registry, path and tag. `nginx` gives `docker.io/library/nginx:latest`.
 *
 * Models: github.com/distribution/reference ParseNormalizedNamed and TagNameOnly.
 */
export function fullImageName(image: string): string {
  const known = fullNames.get(image);
  if (known !== undefined) return known;
  const { repository, tag, digest } = parseImageName(image);
  const end = digest !== '' ? `@${digest}` : `:${tag === '' ? 'latest' : tag}`;
  const full = `${fullRepository(repository)}${end}`;
  if (fullNames.size >= memoMax) fullNames.clear();
  fullNames.set(image, full);
  return full;
}

/** Memos of pure results, so emptying them never changes an answer. */
const memoMax = 10_000;
const fullNames = new Map<string, string>();
const checked = new Map<string, string>();

/** A repository with its registry: `nginx` gives `docker.io/library/nginx`. */
export function fullRepository(repository: string): string {
  const slash = repository.indexOf('/');
  if (slash < 0) return `docker.io/library/${repository}`;
  const host = repository.slice(0, slash);
  const isHost = host.includes('.') || host.includes(':') || host === 'localhost';
  return isHost ? repository : `docker.io/${repository}`;
}

const repositoryShape =
  /^(?:[A-Za-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
const tagShape = /^[\w][\w.-]{0,127}$/;

/**
 * What is wrong with an image name, as the kubelet says it; empty when nothing is.
 *
 * Models: pkg/kubelet/images/image_manager.go applyDefaultImageTag (v1.37).
 */
export function imageNameProblem(image: string): string {
  const known = checked.get(image);
  if (known !== undefined) return known;
  const problem = findProblem(image);
  if (checked.size >= memoMax) checked.clear();
  checked.set(image, problem);
  return problem;
}

function findProblem(image: string): string {
  const { repository, tag } = parseImageName(image);
  const say = (why: string): string =>
    `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format${why}`;
  if (repositoryShape.test(repository)) return tag === '' || tagShape.test(tag) ? '' : say('');
  const isCase = repositoryShape.test(repository.toLowerCase());
  return say(
    isCase ? `: repository name (${fullRepository(repository).replace('docker.io/', '')}) must be lowercase` : '',
  );
}
