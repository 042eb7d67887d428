import { allResources, type ResourceInfo } from '../../api/resources.ts';
import type { ConfigMap, Namespace, Secret } from '../../api/types.ts';
import { forEachStored } from '../../etcd/etcd.ts';
import { counted, sentence } from '../words.ts';
import { ageText, labelText, saidFacts, type KindDetail, type Subject } from './base.ts';

const lastingNamespaces: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public', 'kube-node-lease']);

/** What is told of a Namespace. */
export function namespaceDetail({ engine, object, key }: Subject): KindDetail {
  const namespace = object as Namespace;
  const isLeaving = namespace.status?.phase === 'Terminating';
  let count = 0;
  for (const info of allResources) {
    if (!info.namespaced || info.kind === 'Event') continue;
    forEachStored(engine, info.etcdPrefix, (_, name) => {
      if (name.startsWith(`${key}/`)) count++;
    });
  }
  return {
    badges: [
      { text: namespace.status?.phase ?? 'Active', tone: isLeaving ? 'Terminating' : 'plain' },
      { text: ageText(engine, namespace), tone: 'plain' },
    ],
    summary: [
      'A room for names: objects in it may have the names of objects in other rooms.',
      isLeaving
        ? sentence(`it goes when the ${counted(count, 'object')} in it have gone`)
        : sentence(`there ${count === 1 ? 'is' : 'are'} ${counted(count, 'object')} in it, events aside`),
    ],
    facts: saidFacts([['Labels', labelText(namespace.metadata?.labels)]]),
    charts: [],
    actions: lastingNamespaces.has(key) ? [] : ['edit', 'delete'],
    actionState: {},
  };
}

/** What is told of a ConfigMap or Secret. */
export function dataDetail({ engine, object, info }: Subject): KindDetail {
  const { data = {} } = object as ConfigMap | Secret;
  const keys = Object.keys(data).sort();
  const isSecret = info.kind === 'Secret';
  return {
    badges: [{ text: ageText(engine, object), tone: 'plain' }],
    summary: [
      isSecret
        ? 'Small pieces of data that pods read and that should not be seen by everybody.'
        : 'Settings that pods read, as variables or as files.',
      keys.length === 0
        ? 'It is empty.'
        : sentence(`it has ${counted(keys.length, 'entry').replace('entrys', 'entries')}`),
    ],
    facts: saidFacts([
      ['Namespace', object.metadata?.namespace ?? ''],
      ['Type', isSecret ? ((object as Secret).type ?? '') : ''],
      ['Entries', keys.join(', ')],
    ]),
    charts: [],
    actions: ['edit', 'delete'],
    actionState: {},
  };
}

const plainWords: Readonly<Record<string, string>> = {
  ServiceAccount: 'The name under which pods speak to the API server.',
  Event: 'A remark of some component about an object, kept for an hour.',
  Lease: 'A sign of life: whoever holds it renews it in time, and is taken for gone when it does not.',
};

/** What is told of an object of any other kind. */
export function plainDetail({ engine, object, info }: Subject): KindDetail {
  return {
    badges: [{ text: ageText(engine, object), tone: 'plain' }],
    summary: summaryOf(info),
    facts: saidFacts([
      ['API', info.custom === undefined ? '' : info.apiVersion],
      ['Namespace', object.metadata?.namespace ?? ''],
      ['Labels', labelText(object.metadata?.labels)],
    ]),
    charts: [],
    actions: info.kind === 'ServiceAccount' || info.custom !== undefined ? ['edit', 'delete'] : [],
    actionState: {},
  };
}

function summaryOf({ kind, group, resource, custom }: ResourceInfo): string[] {
  if (custom === undefined) return [plainWords[kind] ?? `An object of kind ${kind}.`];
  return [
    `A custom resource of kind ${kind}: its kind comes from the definition ${resource}.${group}.`,
    'The API server checks it and keeps it; what becomes of it is the business of a controller, if there is one.',
  ];
}
