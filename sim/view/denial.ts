/** What the API server's note about a refusal says: `validate by PodSecurity: pods "web" is forbidden: …`. */
export interface Denial {
  /** Gate of the request's way through the API server. */
  readonly gate: string;
  /** What spoke there, such as an admission plugin; empty for the gate itself. */
  readonly rule: string;
  readonly message: string;
}

/** Reads the note of a refusal. */
export function denialOf(text: string): Denial {
  const end = text.indexOf(': ');
  const head = text.slice(0, end);
  const by = head.indexOf(' by ');
  const message = text.slice(end + 2);
  return by < 0 ? { gate: head, rule: '', message } : { gate: head.slice(0, by), rule: head.slice(by + 4), message };
}
