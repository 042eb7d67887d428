import type { HttpResponse } from '../sim/apiserver/http/http.ts';

const reasons: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  413: 'RequestEntityTooLarge',
  429: 'TooManyRequests',
  500: 'InternalError',
  501: 'NotImplemented',
  503: 'ServiceUnavailable',
};

/** A Status of the gateway itself, for what never reaches the API server. */
export function statusBody(code: number, message: string): HttpResponse {
  const status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason: reasons[code],
    code,
  };
  const retry: { 'retry-after'?: string } = code === 429 ? { 'retry-after': '1' } : {};
  return { code, headers: { 'content-type': 'application/json', ...retry }, body: status };
}
