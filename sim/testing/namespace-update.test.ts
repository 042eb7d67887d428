import { expect, it } from 'vitest';
import type { Namespace } from '../api/types.ts';
import { handle } from '../apiserver/server.ts';
import type { ApiRequest } from '../apiserver/types.ts';
import { HttpWorld } from './http-world.ts';

it('a namespace lets go of what holds it through finalize alone', () => {
  const { engine } = new HttpWorld();
  engine.runAs('user', (sim) => {
    const send = (request: Partial<ApiRequest>): Namespace =>
      handle(sim, { verb: 'update', resource: 'namespaces', name: 'a', ...request }).body as Namespace;
    const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' }, spec: { finalizers: [] } };
    expect(send({ verb: 'create', body }).spec?.finalizers).toEqual(['kubernetes']);
    expect(send({ body }).spec?.finalizers).toEqual(['kubernetes']);
    expect(send({ body, subresource: 'finalize' }).spec?.finalizers).toEqual([]);
  });
});
