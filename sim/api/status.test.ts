import { describe, expect, it } from 'vitest';
import { resourceForKind } from './resources.ts';
import type { ResourceInfo } from './resources.ts';
import * as status from './status.ts';
import { duplicate, invalid, notSupported, required } from './validation/field-error.ts';

function served(apiVersion: string, kind: string): ResourceInfo {
  const info = resourceForKind(apiVersion, kind);
  if (info === undefined) throw new Error(`Expected ${apiVersion} ${kind} to be served`);
  return info;
}

const deployments = served('apps/v1', 'Deployment');
const pods = served('v1', 'Pod');

describe('Status', () => {
  it('names resources with their group, except the core group', () => {
    expect(status.notFound(deployments, 'web').message).toBe('deployments.apps "web" not found');
    expect(status.notFound(pods, 'web')).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'pods "web" not found',
      reason: 'NotFound',
      details: { name: 'web', kind: 'pods' },
      code: 404,
    });
  });

  it('tells a stale writer to start from the latest version', () => {
    expect(status.conflict(deployments, 'web').message).toBe(
      'Operation cannot be fulfilled on deployments.apps "web": the object has been modified; please apply your changes to the latest version and try again',
    );
  });

  it('shows one finding as it is and several in brackets, equal ones once', () => {
    const one = [invalid('spec.replicas', -1, 'must be greater than or equal to 0')];
    expect(status.toInvalidStatus(deployments, 'web', one).message).toBe(
      'Deployment.apps "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    );
    const several = [required('a'), required('a'), duplicate('b', 'x'), notSupported('c', 'y', ['A', 'B'])];
    const answer = status.toInvalidStatus(pods, 'p', several);
    expect(answer.message).toBe(
      'Pod "p" is invalid: [a: Required value, b: Duplicate value: "x", c: Unsupported value: "y": supported values: "A", "B"]',
    );
    expect(answer.code).toBe(422);
    expect(answer.details?.causes?.[2]).toEqual({
      reason: 'FieldValueDuplicate',
      message: 'Duplicate value: "x"',
      field: 'b',
    });
  });

  it('words refusals by scope', () => {
    const inNamespace = status.forbiddenFor('eve', 'list', pods, { name: '', namespace: 'prod' });
    expect(inNamespace.message).toBe(
      'pods is forbidden: User "eve" cannot list resource "pods" in API group "" in the namespace "prod"',
    );
    const cluster = status.forbiddenFor('eve', 'get', deployments, { name: 'web', namespace: '' });
    expect(cluster.message).toBe(
      'deployments.apps "web" is forbidden: User "eve" cannot get resource "deployments" in API group "apps" at the cluster scope',
    );
  });

  it('have the code and reason that clients decide by', () => {
    const pairs = [
      [status.unauthorized(), 401, 'Unauthorized'],
      [status.methodNotSupported(pods, 'patch'), 405, 'MethodNotAllowed'],
      [status.applyConflict([], 'conflict'), 409, 'Conflict'],
      [status.continueTokenExpired(), 410, 'Expired'],
      [status.tooOldResourceVersion(3, 9), 410, 'Expired'],
      [status.requestEntityTooLarge('limit is 3145728'), 413, 'RequestEntityTooLarge'],
      [status.unsupportedMediaType(['application/json']), 415, 'UnsupportedMediaType'],
      [status.internalError('no quorum'), 500, 'InternalError'],
      [status.serverTimeout(pods, 'list', 1), 500, 'ServerTimeout'],
      [status.serviceUnavailable('down'), 503, 'ServiceUnavailable'],
      [status.timeout('request did not complete', 0), 504, 'Timeout'],
    ] as const;
    for (const [answer, code, reason] of pairs) expect([answer.code, answer.reason]).toEqual([code, reason]);
  });

  it('tell a client that is too fast when to come back', () => {
    const answer = status.tooManyRequests('too many requests, please try again later', 2);
    expect([answer.code, answer.details?.retryAfterSeconds]).toEqual([429, 2]);
  });
});
