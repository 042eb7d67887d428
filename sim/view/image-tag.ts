/** Tag of an image as pods name it, without a digest; empty when it has none. */
export function imageTag(image: string): string {
  const at = image.indexOf('@');
  const plain = at < 0 ? image : image.slice(0, at);
  const colon = plain.lastIndexOf(':');
  return colon > plain.lastIndexOf('/') ? plain.slice(colon + 1) : '';
}
