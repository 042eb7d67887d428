import type { Element, MessageTone, UserAction } from '../../sim/protocol.ts';
import { isRecord } from './storage.ts';

/** Names elements by what they are, so that a lesson needs no ids. Every field given must match. */
export interface ElementQuery {
  readonly kind: Element['kind'];
  /** Fields of the element and the values they must have. */
  readonly where: Readonly<Record<string, string | number | boolean | null>>;
  /** Fields of the element and the values they must not have. */
  readonly not: Readonly<Record<string, string | number | boolean | null>>;
}

/** What a step waits for. */
export type LessonCondition =
  | { readonly type: 'elements'; readonly query: ElementQuery; readonly atLeast: number }
  | {
      readonly type: 'message';
      readonly tone: MessageTone | null;
      /** Part of the message's label; empty for any. */
      readonly label: string;
      readonly from: ElementQuery | null;
      readonly to: ElementQuery | null;
      readonly isAnswer: boolean | null;
    }
  | { readonly type: 'passed'; readonly micros: number };

export interface LessonQuestion {
  readonly text: string;
  readonly options: readonly string[];
  /** Index into `options`. */
  readonly answer: number;
  readonly explanation: string;
}

export interface LessonStep {
  readonly id: string;
  readonly title: string;
  readonly narration: readonly string[];
  /** Told once the awaited thing has happened. */
  readonly afterwards: readonly string[];
  /** Ids of the script's steps that are carried out when this step begins, or when `performAfter` is so. */
  readonly perform: readonly string[];
  /** What must be so before anything is carried out; time runs until then. */
  readonly performAfter: LessonCondition | null;
  readonly pointAt: readonly ElementQuery[];
  readonly until: LessonCondition | null;
  readonly question: LessonQuestion | null;
}

export interface Lesson {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly minutes: number;
  readonly seed: number;
  readonly workers: number;
  readonly actions: ReadonlyMap<string, UserAction>;
  readonly steps: readonly LessonStep[];
}

/** A lesson that is not written as it should be; says where. */
export class LessonError extends Error {
  constructor(path: string, expected: string) {
    super(`${path}: expected ${expected}`);
    this.name = 'LessonError';
  }
}

type Raw = Record<string, unknown>;

function record(value: unknown, path: string): Raw {
  if (!isRecord(value)) throw new LessonError(path, 'an object');
  return value;
}

function text(raw: Raw, key: string, path: string, fallback?: string): string {
  const value = raw[key] ?? fallback;
  if (typeof value !== 'string') throw new LessonError(`${path}.${key}`, 'a text');
  return value;
}

function number(raw: Raw, key: string, path: string, fallback?: number): number {
  const value = raw[key] ?? fallback;
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new LessonError(`${path}.${key}`, 'a number');
  return value;
}

function list(raw: Raw, key: string, path: string): readonly unknown[] {
  const value = raw[key] ?? [];
  if (!Array.isArray(value)) throw new LessonError(`${path}.${key}`, 'a list');
  return value;
}

function texts(raw: Raw, key: string, path: string): string[] {
  return list(raw, key, path).map((item, index) => {
    if (typeof item !== 'string') throw new LessonError(`${path}.${key}[${index}]`, 'a text');
    return item;
  });
}

const elementKinds: readonly Element['kind'][] = [
  'outside',
  'machine',
  'process',
  'controller',
  'tape',
  'pod',
  'object',
];
const tones: readonly MessageTone[] = ['read', 'write', 'watch', 'cri', 'dns', 'app'];

function plainValues(raw: Raw, key: string, path: string): ElementQuery['where'] {
  const values = record(raw[key] ?? {}, `${path}.${key}`);
  const result: Record<string, string | number | boolean | null> = {};
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      throw new LessonError(`${path}.${key}.${name}`, 'a plain value');
    }
    result[name] = value;
  }
  return result;
}

function query(value: unknown, path: string): ElementQuery {
  const raw = record(value, path);
  const kind = elementKinds.find((candidate) => candidate === raw['kind']);
  if (kind === undefined) throw new LessonError(`${path}.kind`, `one of ${elementKinds.join(', ')}`);
  return { kind, where: plainValues(raw, 'where', path), not: plainValues(raw, 'not', path) };
}

function condition(value: unknown, path: string): LessonCondition | null {
  if (value === undefined) return null;
  const raw = record(value, path);
  switch (raw['type']) {
    case 'elements':
      return {
        type: 'elements',
        query: query(raw['query'], `${path}.query`),
        atLeast: number(raw, 'atLeast', path, 1),
      };
    case 'passed':
      return { type: 'passed', micros: number(raw, 'micros', path) };
    case 'message': {
      const tone = raw['tone'] === undefined ? null : tones.find((candidate) => candidate === raw['tone']);
      if (tone === undefined) throw new LessonError(`${path}.tone`, `one of ${tones.join(', ')}`);
      return {
        type: 'message',
        tone,
        label: text(raw, 'label', path, ''),
        from: raw['from'] === undefined ? null : query(raw['from'], `${path}.from`),
        to: raw['to'] === undefined ? null : query(raw['to'], `${path}.to`),
        isAnswer: typeof raw['isAnswer'] === 'boolean' ? raw['isAnswer'] : null,
      };
    }
    default:
      throw new LessonError(`${path}.type`, 'one of elements, message, passed');
  }
}

function question(value: unknown, path: string): LessonQuestion | null {
  if (value === undefined) return null;
  const raw = record(value, path);
  const options = texts(raw, 'options', path);
  const answer = number(raw, 'answer', path);
  if (options[answer] === undefined) throw new LessonError(`${path}.answer`, 'the index of an option');
  return { text: text(raw, 'text', path), options, answer, explanation: text(raw, 'explanation', path) };
}

function step(value: unknown, path: string): LessonStep {
  const raw = record(value, path);
  return {
    id: text(raw, 'id', path),
    title: text(raw, 'title', path),
    narration: texts(raw, 'narration', path),
    afterwards: texts(raw, 'afterwards', path),
    perform: texts(raw, 'perform', path),
    performAfter: condition(raw['performAfter'], `${path}.performAfter`),
    pointAt: list(raw, 'pointAt', path).map((item, index) => query(item, `${path}.pointAt[${index}]`)),
    until: condition(raw['until'], `${path}.until`),
    question: question(raw['question'], `${path}.question`),
  };
}

/** The script's actions that a lesson may carry out, as the simulator takes them. */
function action(value: unknown, path: string): UserAction {
  const raw = record(value, path);
  switch (raw['action']) {
    case 'applyText':
      return {
        type: 'apply',
        files: [{ name: text(raw, 'fileName', path, 'lesson.yaml'), text: text(raw, 'text', path) }],
      };
    case 'sendRequest': {
      const url = text(raw, 'url', path);
      const match = /^(?:http:\/\/)?([^/:]+)(?::(\d+))?(\/.*)?$/.exec(url);
      if (match === null) throw new LessonError(`${path}.url`, 'a host with an optional port and path');
      return {
        type: 'sendRequest',
        fromId: text(raw, 'from', path, 'outside'),
        host: match[1] ?? '',
        port: Number(match[2] ?? 80),
        path: match[3] ?? '/',
        count: number(raw, 'count', path, 1),
      };
    }
    default:
      throw new LessonError(`${path}.action`, 'applyText or sendRequest');
  }
}

/**
 * Reads a lesson: a `kubarium.dev/v1` document with an embedded Script and narrated steps.
 *
 * Throws a {@link LessonError} that names the place and what was expected there.
 */
export function parseLesson(value: unknown): Lesson {
  const raw = record(value, 'lesson');
  if (raw['apiVersion'] !== 'kubarium.dev/v1' || raw['kind'] !== 'Lesson') {
    throw new LessonError('lesson', 'apiVersion kubarium.dev/v1 and kind Lesson');
  }
  const metadata = record(raw['metadata'], 'metadata');
  const spec = record(raw['spec'], 'spec');
  const script = record(record(spec['script'], 'spec.script')['spec'], 'spec.script.spec');
  const actions = new Map<string, UserAction>();
  list(script, 'steps', 'spec.script.spec').forEach((item, index) => {
    const path = `spec.script.spec.steps[${index}]`;
    const scriptStep = record(item, path);
    actions.set(text(scriptStep, 'id', path), action(scriptStep['action'], `${path}.action`));
  });
  const steps = list(spec, 'steps', 'spec').map((item, index) => step(item, `spec.steps[${index}]`));
  if (steps.length === 0) throw new LessonError('spec.steps', 'at least one step');
  for (const { id, perform } of steps) {
    for (const name of perform) {
      if (!actions.has(name)) throw new LessonError(`step ${id}`, `a script step called ${name}`);
    }
  }
  return {
    name: text(metadata, 'name', 'metadata'),
    title: text(metadata, 'title', 'metadata'),
    description: text(metadata, 'description', 'metadata'),
    minutes: number(spec, 'minutes', 'spec'),
    seed: number(script, 'seed', 'spec.script.spec', 1),
    workers: number(spec, 'workers', 'spec', 3),
    actions,
    steps,
  };
}
