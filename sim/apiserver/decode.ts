import { asVersion } from '../api/conversion/convert.ts';
import { checkFields, decodeErrorMessage, unknownFieldWarnings, type FieldCheck } from '../api/schema/check-fields.ts';
import { goText } from '../api/go-text.ts';
import { normalise } from '../api/schema/normalise.ts';
import { withValueStructs } from '../api/schema/value-structs.ts';
import type { ResourceInfo } from '../api/resources.ts';
import { badRequest, toInvalidStatus } from '../api/status.ts';
import type { KubeObject, Status } from '../api/types.ts';
import { invalid } from '../api/validation/field-error.ts';
import { decodeCustom } from './custom/decode.ts';
import { refused, type Prepared, type Refused } from './prepared.ts';
import type { ApiRequest } from './types.ts';

/** A body in the form in which it is kept, with what the client is told of it. */
export interface Decoded {
  readonly type: 'decoded';
  readonly body: KubeObject;
  readonly warnings: readonly string[];
}

/** The type that a body is decoded into. */
type Kind = Pick<ResourceInfo, 'group' | 'version' | 'apiVersion' | 'kind'> &
  Pick<Partial<ResourceInfo>, 'storedAs' | 'custom'>;

const nothing: readonly string[] = [];

/**
 * Reads the body of a create or an update.
 *
 * Only clients that name a field validation pay for this: components send well-formed objects.
 * @returns the decoder's words when it cannot read the body, or may not by `fieldValidation=Strict`
 * Models: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/create.go, update.go and rest.go transformDecodeError (v1.37).
 */
export function decodeBody(kind: Kind, request: ApiRequest): Decoded | Refused {
  const body = request.body as KubeObject | undefined;
  const validation = request.options?.fieldValidation;
  if (validation === undefined) {
    if (typeof body === 'object' && body !== null)
      return { type: 'decoded', body: trusted(kind, body), warnings: nothing };
    return refused('admit', badRequest('the body of the request is empty'));
  }
  const stranger = wrongBody(kind, body);
  if (stranger !== null) return refused('admit', stranger);
  const { check, object } = read(kind, { ...(body as KubeObject), apiVersion: kind.apiVersion, kind: kind.kind });
  const duplicates = validation === 'Ignore' ? nothing : duplicateWarnings(request);
  const isStrict = validation === 'Strict';
  const message = decodeErrorMessage(check, kind.apiVersion, kind.kind, isStrict && duplicates.length === 0);
  if (message !== undefined) return refused('admit', badRequest(message));
  const warnings = validation === 'Ignore' ? nothing : [...duplicates, ...unknownFieldWarnings(check)];
  if (isStrict && warnings.length > 0) {
    const head = `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}`;
    return refused('admit', badRequest(`${head}: strict decoding error: ${warnings.join(', ')}`));
  }
  return { type: 'decoded', body: object, warnings };
}

/** An object by the type of its kind, in the version in which it is kept: without what the kind does not know, and what that was. */
function read(kind: Kind, body: KubeObject): { readonly check: FieldCheck; readonly object: KubeObject } {
  if (kind.custom !== undefined) return decodeCustom({ custom: kind.custom }, body);
  const check = checkFields(body, kind.apiVersion, kind.kind);
  const known = normalise(body, kind.apiVersion, kind.kind);
  const object = check.typeErrors.length > 0 ? known : withValueStructs(known, kind.apiVersion, kind.kind);
  return { check, object: asVersion(object, kind.storedAs ?? kind.apiVersion) };
}

/** An object of a client that is believed to know its type; a custom resource is pruned for everybody. */
function trusted(kind: Kind, body: KubeObject): KubeObject {
  if (kind.custom !== undefined) return decodeCustom({ custom: kind.custom }, body).object;
  const { storedAs = kind.apiVersion, apiVersion } = kind;
  return storedAs === apiVersion ? body : asVersion({ ...body, apiVersion, kind: kind.kind }, storedAs);
}

function duplicateWarnings({ duplicateFields }: ApiRequest): readonly string[] {
  return (duplicateFields ?? nothing).map((field) => `duplicate field ${JSON.stringify(field)}`);
}

/** Why a body is no object of the kind that is spoken here; `null` when it is. */
function wrongBody({ apiVersion, group, kind }: Kind, body: unknown): Status | null {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    const got = Array.isArray(body) ? 'array' : body === null || body === undefined ? 'nothing' : typeof body;
    const why = `couldn't get version/kind; json parse error: json: cannot unmarshal ${got} into Go value`;
    return badRequest(`the object provided is unrecognized (must be of type ${kind}): ${why}`);
  }
  const given = body as { readonly apiVersion?: unknown; readonly kind?: unknown };
  const named = typeof given.kind === 'string' && given.kind !== '' ? given.kind : kind;
  const versioned = typeof given.apiVersion === 'string' && given.apiVersion !== '' ? given.apiVersion : apiVersion;
  if (named === kind && versioned === apiVersion) return null;
  if (named === kind) {
    const why = `the API version in the data (${versioned}) does not match the expected API version (${apiVersion})`;
    return badRequest(why);
  }
  const givenVersion = versioned.slice(versioned.indexOf('/') + 1);
  const why = `converting (${givenVersion}.${named}) to (${internalPackage(group)}.${kind}): unknown conversion`;
  return badRequest(`${named} in version "${givenVersion}" cannot be handled as a ${kind}: ${why}`);
}

/** Go's package of a group's internal types, into which the server decodes: `core`, `apps`, `rbac`. */
function internalPackage(group: string): string {
  return group === '' || group === 'events.k8s.io' ? 'core' : (group.split('.')[0] ?? '');
}

/**
 * Reads an object that a patch has made.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/patch.go jsonPatcher.applyPatchToCurrentObject, applyPatchToObject (v1.37).
 */
export function decodePatched(kind: Kind, request: ApiRequest, patched: KubeObject): Decoded | Refused {
  const validation = request.options?.fieldValidation;
  if (validation === undefined) return { type: 'decoded', body: trusted(kind, patched), warnings: nothing };
  if (typeof patched !== 'object' || patched === null || Array.isArray(patched)) {
    return refused('admit', badRequest('the patch leaves no object'));
  }
  const { check, object } = read(kind, patched);
  const [typeError] = check.typeErrors;
  if (typeError !== undefined) return refused('admit', invalidPatch(request, patched, typeError.message));
  const warnings = validation === 'Ignore' ? nothing : [...duplicateWarnings(request), ...unknownFieldWarnings(check)];
  if (validation === 'Strict' && warnings.length > 0) {
    return refused('admit', invalidPatch(request, patched, `strict decoding error: ${warnings.join(', ')}`));
  }
  return { type: 'decoded', body: object, warnings };
}

function invalidPatch({ patchType, body }: ApiRequest, patched: KubeObject, why: string): Status {
  const shown = patchType === 'strategic' ? goText(body) : JSON.stringify(sorted(patched));
  return toInvalidStatus({ group: '', kind: '' }, '', [invalid('patch', shown, why)]);
}

/** With the fields of each object in the order in which Go writes a map. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const fields = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.keys(fields)
      .sort()
      .map((key) => [key, sorted(fields[key])]),
  );
}

/** What the gates made of a request, with the decoder's warnings first. */
export function withWarnings(prepared: Prepared, warnings: readonly string[]): Prepared {
  if (warnings.length === 0) return prepared;
  if (prepared.type === 'write') return { ...prepared, warnings: [...warnings, ...(prepared.warnings ?? nothing)] };
  if (prepared.type !== 'answer') return prepared;
  const { response } = prepared;
  return { ...prepared, response: { ...response, warnings: [...warnings, ...(response.warnings ?? nothing)] } };
}

/**
 * The body of an object names the same object as the request's path.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/rest.go checkName, and registry/rest/meta.go EnsureObjectNamespaceMatchesRequestNamespace (v1.37).
 */
export function checkNames(info: ResourceInfo, request: ApiRequest, body: KubeObject): Refused | null {
  const { name = '', namespace = '' } = body.metadata ?? {};
  const wanted = request.name ?? '';
  if (name === '') return refused('admit', badRequest('name must be provided'));
  if (name !== wanted) {
    const why = `the name of the object (${name}) does not match the name on the URL (${wanted})`;
    return refused('admit', badRequest(why));
  }
  const wantedNamespace = info.namespaced ? (request.namespace ?? '') : '';
  if (namespace === '' || namespace === wantedNamespace) return null;
  const why = 'the namespace of the provided object does not match the namespace sent on the request';
  return refused('admit', badRequest(why));
}
