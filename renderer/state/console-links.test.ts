import { describe, expect, it } from 'vitest';
import type { Element } from '../../sim/protocol.ts';
import { NameIndex, piecesOf, subjectKind } from './console-links.ts';

const elements = [
  { id: 'pods/default/web-1', kind: 'pod', namespace: 'default', name: 'web-1' },
  { id: 'nodes/worker-1', kind: 'machine', name: 'worker-1' },
  { id: 'deployments/default/web', kind: 'object', objectKind: 'Deployment', name: 'web' },
  { id: 'services/default/web', kind: 'object', objectKind: 'Service', name: 'web' },
] as unknown as Element[];
const index = new NameIndex(elements);
const links = (line: string, kind: string): string[] =>
  piecesOf(line, index, kind).flatMap(({ elementId }) => (elementId === '' ? [] : [elementId]));

describe('names in the output', () => {
  it('lead to what the command is about, and to pods and nodes beside it', () => {
    expect(links('web   3/3', 'deploy')).toEqual(['deployments/default/web']);
    expect(links('web   ClusterIP', 'services')).toEqual(['services/default/web']);
    expect(links('web-1   1/1   Running   worker-1', 'pods')).toEqual(['pods/default/web-1', 'nodes/worker-1']);
  });

  it('say their kind themselves where they can', () => {
    expect(links('deployment.apps/web created', '')).toEqual(['deployments/default/web']);
    expect(links('pod "web-1" deleted', 'pod')).toEqual(['pods/default/web-1']);
    expect(links('nothing here', 'pods')).toEqual([]);
  });

  it('keep every character of the line', () => {
    const line = 'web-1   1/1  x  worker-1 ';
    expect(
      piecesOf(line, index, 'pods')
        .map(({ text }) => text)
        .join(''),
    ).toBe(line);
  });

  it('know the subject of a command', () => {
    expect(subjectKind('kubectl get deploy -o wide')).toBe('deploy');
    expect(subjectKind('k -n x get deployments.apps')).toBe('deployments');
    expect(subjectKind('kubectl get all')).toBe('');
    expect(subjectKind('kubectl apply -f x.yaml')).toBe('');
  });
});
