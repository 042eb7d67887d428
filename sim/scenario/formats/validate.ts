/** Validators of the `kubarium.dev/v1` formats. Files are untrusted: what they return has been checked to the last field. */
import { parseQuantity } from '../../api/quantity.ts';
import { timeTextError } from '../../api/schema/literals.ts';
import { readManifests } from '../../api/yaml/manifests.ts';
import { configurationProblems } from '../../scheduler/configuration-problems.ts';
import { checkAgainst } from './json-schema.ts';
import type { FormatProblem, JsonSchema } from './json-schema.ts';
import { placesInJson } from './json-place.ts';
import { readJsonText } from './json-text.ts';
import schemaDocument from './schema.json' with { type: 'json' };
import type {
  Action,
  FormatDocument,
  MachineInput,
  ScriptDocument,
  SessionDocument,
  TimedAction,
  WorldInput,
  WorldSpec,
  WorkloadModelSpec,
} from './types.ts';

export type { FormatProblem } from './json-schema.ts';

/** The JSON Schema of all formats. */
export const formatSchema: JsonSchema = schemaDocument;

/** A problem of a file, with its place as far as the text tells it. */
export interface FileProblem extends FormatProblem {
  readonly line: number;
  readonly column: number;
}

export type Checked<T> =
  | { readonly value: T; readonly problems: readonly [] }
  | { readonly value: null; readonly problems: readonly FormatProblem[] };

function machineProblems(
  machines: readonly MachineInput[] | number | undefined,
  path: string,
  names: Set<string>,
): FormatProblem[] {
  if (!Array.isArray(machines)) return [];
  const problems: FormatProblem[] = [];
  (machines as readonly MachineInput[]).forEach((machine, index) => {
    const at = `${path}[${index}]`;
    if (names.has(machine.name))
      problems.push({ path: `${at}.name`, message: `expected a name of its own, got "${machine.name}" again` });
    names.add(machine.name);
    for (const field of ['cpu', 'memory', 'ephemeralStorage'] as const) {
      const text = machine[field];
      if (text !== undefined && parseQuantity(text) === undefined) {
        problems.push({ path: `${at}.${field}`, message: `expected a quantity, got "${text}"` });
      }
    }
  });
  return problems;
}

/** What a schema cannot say of a world: real dates, names used once, models that become ready after they started. */
function worldProblems(world: WorldInput | WorldSpec, path: string): FormatProblem[] {
  const problems: FormatProblem[] = [];
  const epochError = world.epoch === undefined ? undefined : timeTextError(world.epoch, false);
  if (epochError !== undefined) problems.push({ path: `${path}.epoch`, message: epochError });
  const names = new Set<string>();
  problems.push(...machineProblems(world.topology?.controlPlanes, `${path}.topology.controlPlanes`, names));
  problems.push(...machineProblems(world.topology?.workers, `${path}.topology.workers`, names));
  world.workloadModels?.forEach((model, index) => {
    problems.push(...modelProblems(model, `${path}.workloadModels[${index}]`));
  });
  if (world.schedulerConfiguration !== undefined) {
    problems.push(...configurationProblems(world.schedulerConfiguration, `${path}.schedulerConfiguration`));
  }
  return problems;
}

function modelProblems(model: Omit<WorkloadModelSpec, 'name'>, path: string): FormatProblem[] {
  const { startMicros = 0, readyMicros = startMicros } = model;
  if (readyMicros >= startMicros) return [];
  return [
    { path: `${path}.readyMicros`, message: `expected at least startMicros, ${startMicros}, got ${readyMicros}` },
  ];
}

/** What a schema cannot say of an action. */
function actionProblems(action: Action | undefined, path: string): FormatProblem[] {
  return action?.action === 'configureScheduler'
    ? configurationProblems(action.configuration, `${path}.configuration`)
    : [];
}

function actionsProblems(actions: readonly TimedAction[], path: string): FormatProblem[] {
  const problems = orderProblems(actions, path);
  actions.forEach(({ action }, index) => problems.push(...actionProblems(action, `${path}[${index}].action`)));
  return problems;
}

function orderProblems(actions: readonly TimedAction[], path: string): FormatProblem[] {
  const index = actions.findIndex((action, at) => at > 0 && action.at < (actions[at - 1]?.at ?? 0));
  if (index < 0) return [];
  return [
    {
      path: `${path}[${index}].at`,
      message: `expected at least ${actions[index - 1]?.at ?? 0}, the time of the action before, got ${actions[index]?.at ?? 0}`,
    },
  ];
}

function sessionProblems(session: SessionDocument): FormatProblem[] {
  const problems = [...worldProblems(session.world, 'world'), ...actionsProblems(session.actions, 'actions')];
  const ids = new Set(['']);
  session.branches.forEach((branch, index) => {
    const path = `branches[${index}]`;
    if (ids.has(branch.id))
      problems.push({ path: `${path}.id`, message: `expected an id of its own, got "${branch.id}" again` });
    if (!ids.has(branch.parent))
      problems.push({ path: `${path}.parent`, message: `expected an earlier branch, got "${branch.parent}"` });
    ids.add(branch.id);
    problems.push(...actionsProblems(branch.actions, `${path}.actions`));
  });
  return problems;
}

function semanticProblems(document: FormatDocument): FormatProblem[] {
  switch (document.kind) {
    case 'World':
      return worldProblems(document.spec, 'spec');
    case 'WorkloadModel':
      return modelProblems(document.spec, 'spec');
    case 'Script':
      return [
        ...(document.spec.world === undefined ? [] : worldProblems(document.spec.world, 'spec.world')),
        ...document.spec.steps.flatMap(({ action }, index) => actionProblems(action, `spec.steps[${index}].action`)),
      ];
    case 'Session':
      return sessionProblems(document);
  }
}

/** Finds what is wrong with a document of any of the formats; empty when nothing is. */
export function formatProblems(value: unknown): FormatProblem[] {
  const problems = checkAgainst(value, formatSchema, formatSchema);
  return problems.length > 0 ? problems : semanticProblems(value as FormatDocument);
}

/** Checks a document that has been read already. The value comes back typed, or the problems do. */
export function checkFormat<K extends FormatDocument['kind']>(
  value: unknown,
  kind: K,
): Checked<Extract<FormatDocument, { kind: K }>> {
  const problems = formatProblems(value);
  if (problems.length > 0) return { value: null, problems };
  const document = value as FormatDocument;
  if (document.kind === kind) return { value: document as Extract<FormatDocument, { kind: K }>, problems: [] };
  return { value: null, problems: [{ path: 'kind', message: `expected "${kind}", got "${document.kind}"` }] };
}

export type FileRead<T> =
  | { readonly value: T; readonly problems: readonly [] }
  | { readonly value: null; readonly problems: readonly FileProblem[] };

/** Reads a `.kubarium` file. What is wrong with its content is said at the field, or at what it should be in. */
export function readSessionText(text: string): FileRead<SessionDocument> {
  const read = readJsonText(text);
  if ('message' in read) return { value: null, problems: [{ path: '', ...read }] };
  const checked = checkFormat(read.value, 'Session');
  if (checked.value !== null) return { value: checked.value, problems: [] };
  const places = placesInJson(
    text,
    checked.problems.map(({ path }) => path),
  );
  const problems = checked.problems.map((problem, index) => ({
    ...problem,
    ...(places[index] ?? { line: 1, column: 1 }),
  }));
  return { value: null, problems };
}

/** Reads a script, YAML or JSON: one document of kind Script. */
export function readScriptText(text: string, fileName: string): FileRead<ScriptDocument> {
  const { documents, errors } = readManifests(text, fileName);
  const [error] = errors;
  if (error !== undefined)
    return { value: null, problems: errors.map(({ line, column, message }) => ({ path: '', line, column, message })) };
  const [document, second] = documents;
  if (document === undefined || second !== undefined) {
    const message = `expected one document of kind Script, got ${documents.length}`;
    return { value: null, problems: [{ path: '', line: second?.line ?? 1, column: 1, message }] };
  }
  const checked = checkFormat(document.value, 'Script');
  if (checked.value !== null) return { value: checked.value, problems: [] };
  return {
    value: null,
    problems: checked.problems.map((problem) => ({ ...problem, ...document.locate(problem.path) })),
  };
}
