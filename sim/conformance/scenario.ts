/**
 * Checks of kind `scenario`: a world, steps at virtual seconds, and what must hold at, by or during certain times.
 * The simulator itself is given by the caller, so that the runner depends on no part of it.
 */
import type { KubeObject, Labels, Node } from '../api/types.ts';
import type {
  ScenarioBehavior,
  ScenarioDriver,
  ScenarioTarget,
  ScenarioWorld,
  StartScenario,
} from './scenario-driver.ts';
import { ScenarioHistory } from './scenario-history.ts';
import type { ScenarioQuery } from './scenario-query.ts';
import { measureNow, relationHolds, selectObjects } from './scenario-query.ts';
import type { Check, JsonObject } from './types.ts';

interface Expectation {
  readonly at?: number;
  readonly by?: number;
  readonly during?: readonly [number, number];
  readonly query: ScenarioQuery;
  readonly op: string;
  readonly value: unknown;
}

interface DeleteStep {
  readonly kind: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: Labels;
  readonly count?: number;
  readonly propagationPolicy?: string;
}

interface Step {
  readonly at: number;
  readonly apply?: KubeObject;
  readonly patch?: {
    readonly kind: string;
    readonly name: string;
    readonly namespace?: string;
    readonly patch: JsonObject;
  };
  readonly delete?: DeleteStep;
  readonly fault?: { readonly type: string; readonly node: string };
  readonly evict?: JsonObject;
  readonly load?: JsonObject;
}

/** An upper bound of a rollout may be passed for less than this, as its sets grow and shrink in parallel. */
const toleratedSeconds = 1;

/** An expectation that has to hold all the time of a window. */
class Window {
  readonly expectation: Expectation;
  readonly #isTolerant: boolean;
  #brokenSince: number | undefined;
  #failure: JsonObject | undefined;

  constructor(expectation: Expectation, isTolerant: boolean) {
    this.expectation = expectation;
    this.#isTolerant = isTolerant;
  }

  /** Takes in the value that holds from this second on. */
  look(got: unknown, second: number): void {
    if (this.#failure !== undefined) return;
    const { query, op, value } = this.expectation;
    const isRight = relationHolds(op, got, value);
    const brokenFor = this.#brokenSince === undefined ? 0 : second - this.#brokenSince;
    const isBroken = this.#isTolerant ? brokenFor >= toleratedSeconds : !isRight;
    if (isBroken) this.#failure = { at: second, query, op, value, got };
    if (isRight) this.#brokenSince = undefined;
    else this.#brokenSince ??= second;
  }

  get failure(): JsonObject | undefined {
    return this.#failure;
  }
}

/** The nodes of a scenario: so many of the standard size, or as given. */
export function scenarioNodes(nodes: number | readonly Node[]): readonly Node[] {
  if (typeof nodes !== 'number') return nodes;
  const capacity = { cpu: '4', memory: '16Gi', pods: '110' };
  return Array.from({ length: nodes }, (_, index): Node => {
    const name = `node-${index}`;
    return {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels: { 'kubernetes.io/hostname': name } },
      status: { capacity, allocatable: capacity },
    };
  });
}

function worldOf(given: JsonObject): ScenarioWorld {
  const settings = (given['settings'] ?? {}) as JsonObject;
  return {
    nodes: scenarioNodes((given['nodes'] ?? 1) as number | readonly Node[]),
    objects: (given['objects'] ?? []) as readonly KubeObject[],
    behavior: (given['behavior'] ?? []) as readonly ScenarioBehavior[],
    startTime: settings['startTime'] as string | undefined,
    settings,
  };
}

function targetsOf(step: DeleteStep, driver: ScenarioDriver): readonly ScenarioTarget[] {
  const { kind, name, namespace = 'default', labels, count } = step;
  if (name !== undefined) return [{ kind, namespace, name }];
  const query: ScenarioQuery = { measure: 'names', kind, namespace, ...(labels === undefined ? {} : { labels }) };
  return selectObjects(query, driver)
    .slice(0, count)
    .map((object) => ({ kind, namespace, name: object.metadata?.name ?? '' }));
}

/** Runs one scenario against a driver. */
class ScenarioRun {
  readonly #driver: ScenarioDriver;
  readonly #steps: readonly Step[];
  readonly #expectations: readonly Expectation[];
  readonly #until: number;
  readonly #history = new ScenarioHistory();
  readonly #windows = new Set<Window>();
  readonly #failures: JsonObject[] = [];
  readonly #evictionResults: number[] = [];

  constructor(driver: ScenarioDriver, given: JsonObject, expectations: readonly Expectation[]) {
    this.#driver = driver;
    this.#steps = (given['steps'] ?? []) as readonly Step[];
    this.#expectations = expectations;
    this.#until = (given['until'] ?? 0) as number;
  }

  /** Runs to the end; returns what did not hold. */
  run(): readonly JsonObject[] {
    this.#driver.onChange((kind) => this.#changed(kind));
    this.#history.observe(this.#driver);
    for (const second of this.#instants()) {
      this.#driver.runUntil(second);
      this.#checkAt(second);
      for (const step of this.#steps) if (step.at === second) this.#act(step);
    }
    return this.#failures;
  }

  #instants(): number[] {
    const instants = [this.#until, ...this.#steps.map(({ at }) => at)];
    for (const { at, by, during } of this.#expectations)
      instants.push(...[at, by, ...(during ?? [])].filter((t) => t !== undefined));
    return [...new Set(instants)].filter((second) => second <= this.#until).sort((a, b) => a - b);
  }

  #measure(query: ScenarioQuery): unknown {
    if (query.measure === 'evictionResults') return this.#evictionResults;
    return this.#history.measure(query, this.#driver) ?? measureNow(query, this.#driver);
  }

  #changed(kind: string): void {
    if (kind === 'Pod') this.#history.observe(this.#driver);
    for (const window of this.#windows) {
      const { query } = window.expectation;
      const isConcerned = query.kind === kind || query.kind === undefined;
      if (isConcerned) window.look(this.#measure(query), this.#driver.nowSeconds());
    }
  }

  #checkAt(second: number): void {
    for (const expectation of this.#expectations) {
      const { at, by, during, query, op, value } = expectation;
      if (at === second || by === second) {
        const got = this.#measure(query);
        if (!relationHolds(op, got, value)) this.#failures.push({ at: second, query, op, value, got });
      }
      if (during?.[0] === second) this.#open(expectation, second);
    }
    for (const window of this.#windows) if (window.expectation.during?.[1] === second) this.#close(window, second);
  }

  #open(expectation: Expectation, second: number): void {
    const isRollout = this.#steps.some(({ patch }) => patch?.kind === 'Deployment');
    const window = new Window(expectation, isRollout && expectation.op === '<=' && expectation.query.kind === 'Pod');
    this.#windows.add(window);
    window.look(this.#measure(expectation.query), second);
  }

  #close(window: Window, second: number): void {
    window.look(this.#measure(window.expectation.query), second);
    this.#windows.delete(window);
    if (window.failure !== undefined) this.#failures.push(window.failure);
  }

  #act(step: Step): void {
    const driver = this.#driver;
    if (step.apply !== undefined) driver.apply(step.apply);
    if (step.patch !== undefined) {
      const { kind, name, namespace = 'default', patch } = step.patch;
      driver.patch({ kind, namespace, name }, patch);
    }
    if (step.delete !== undefined) {
      for (const target of targetsOf(step.delete, driver)) driver.delete(target, step.delete.propagationPolicy);
    }
    if (step.fault !== undefined) this.#fault(step.fault.type, step.fault.node);
    if (step.evict !== undefined) {
      const pods = targetsOf({ kind: 'Pod', ...step.evict }, driver);
      this.#evictionResults.push(...driver.evict(pods));
    }
    if (step.load !== undefined) driver.load(step.load);
  }

  #fault(type: string, node: string): void {
    if (type === 'nodeDown') this.#driver.nodeDown(node);
    else if (type === 'nodeUp') this.#driver.nodeUp(node);
    else throw new Error(`scenario: unknown fault ${type}`);
  }
}

/** The check of kind `scenario`, run by the given simulator. */
export function scenarioCheck(start: StartScenario): Check {
  return {
    observe: (given, expect) => {
      const expectations = (expect['all'] ?? []) as readonly Expectation[];
      return { failures: new ScenarioRun(start(worldOf(given)), given, expectations).run() };
    },
    matches: (_expect, got) => Array.isArray(got['failures']) && got['failures'].length === 0,
  };
}
