/** `kubectl describe` of configuration, secrets and service accounts. */
import type { ServiceAccount } from 'kubernetes-types/core/v1';
import { decodeBase64 } from '../../api/base64.ts';
import { none } from '../../api/tables/format.ts';
import type { ConfigMap, Event, Secret } from '../../api/types.ts';
import { utf8Text } from '../../api/utf8.ts';
import { eventLines } from './events.ts';
import { headLines } from './metadata.ts';
import type { DescriptionWriter } from './writer.ts';

type Events = readonly Event[] | undefined;
type TextMap = Readonly<Record<string, string>>;

function sortedEntries(map: TextMap | undefined): [string, string][] {
  return Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Models: describe.go ConfigMapDescriber (v1.37). Differs: keys are sorted, where Go takes them as they come. */
export function configMapLines(w: DescriptionWriter, object: ConfigMap, events: Events): void {
  headLines(w, object);
  w.raw('\nData\n====\n');
  for (const [key, value] of sortedEntries(object.data)) w.raw(`${key}:\n----\n${value}\n\n`);
  w.raw('\nBinaryData\n====\n');
  for (const [key, value] of sortedEntries(object.binaryData)) w.line(0, `${key}: ${decodeBase64(value).length} bytes`);
  w.line(0, '');
  eventLines(w, events);
}

const tokenType = 'kubernetes.io/service-account-token';

/** Values stay hidden but for tokens. Models: describe.go describeSecret (v1.37). Differs: keys are sorted. */
export function secretLines(w: DescriptionWriter, secret: Secret): void {
  headLines(w, secret);
  w.raw(`\nType:\t${secret.type ?? ''}\n`);
  w.raw('\nData\n====\n');
  for (const [key, value] of sortedEntries(secret.data)) {
    const isToken = key === 'token' && secret.type === tokenType;
    w.field(0, key, isToken ? utf8Text(decodeBase64(value)) : `${decodeBase64(value).length} bytes`);
  }
}

/** Models: describe.go describeServiceAccount (v1.37). */
export function serviceAccountLines(
  w: DescriptionWriter,
  account: ServiceAccount,
  secrets: readonly Secret[],
  events: Events,
): void {
  const { name = '', uid = '' } = account.metadata ?? {};
  const isToken = ({ type, metadata }: Secret): boolean =>
    type === tokenType &&
    metadata?.annotations?.['kubernetes.io/service-account.name'] === name &&
    metadata.annotations['kubernetes.io/service-account.uid'] === uid;
  const namesOf = (references: readonly { readonly name?: string }[] | undefined): string[] =>
    (references ?? []).map((reference) => reference.name ?? '');
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['Image pull secrets:', namesOf(account.imagePullSecrets)],
    ['Mountable secrets: ', namesOf(account.secrets)],
    ['Tokens:            ', namesOf(secrets.filter(isToken).flatMap(({ metadata }) => metadata ?? []))],
  ];
  headLines(w, account);
  for (const [title, names] of sections) {
    if (names.length === 0) w.line(0, `${title}\t${none}`);
    names.forEach((secret, index) => {
      const isThere = secrets.some(({ metadata }) => metadata?.name === secret);
      w.line(0, `${index === 0 ? title : ' '.repeat(title.length)}\t${secret}${isThere ? '' : ' (not found)'}`);
    });
  }
  eventLines(w, events);
}
