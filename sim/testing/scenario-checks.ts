/** Checks of kind `scenario`, carried out by the whole simulator. */
import { allResources, resourceForKind, type ResourceInfo } from '../api/resources.ts';
import { microsPerSecond, parseTime } from '../api/time.ts';
import type { KubeObject, Node } from '../api/types.ts';
import { handle } from '../apiserver/server.ts';
import { isSuccess, type ApiRequest, type ApiResponse } from '../apiserver/types.ts';
import { defaultControllerManagerSettings, setControllerManagerSettings } from '../controllers/settings.ts';
import type { Engine } from '../engine/engine.ts';
import { historyLog, rangeStored } from '../etcd/etcd.ts';
import type { ScenarioDriver, ScenarioTarget, ScenarioWorld } from '../conformance/scenario-driver.ts';
import { scenarioCheck } from '../conformance/scenario.ts';
import type { Check, CheckTable, JsonObject } from '../conformance/types.ts';
import { performAction } from '../scenario/cluster.ts';
import { Simulation } from '../scenario/simulation.ts';
import { threeWayPatch, withLastApplied } from '../scenario/three-way.ts';
import { machineOf, scenarioWorld } from './scenario-world.ts';

function infoOfKind(kind: string): ResourceInfo {
  const info = allResources.find((one) => one.kind === kind);
  if (info === undefined) throw new Error(`scenario: kind ${kind} is not served`);
  return info;
}

/** What a request names: an object of a kind. */
function pathOf({
  kind,
  namespace,
  name,
}: ScenarioTarget): Pick<ApiRequest, 'group' | 'resource' | 'namespace' | 'name'> {
  const info = infoOfKind(kind);
  return { group: info.group, resource: info.resource, name, ...(info.namespaced ? { namespace } : {}) };
}

function targetOf(object: KubeObject): ScenarioTarget {
  const { apiVersion = '', kind = '', metadata } = object;
  if (resourceForKind(apiVersion, kind) === undefined) throw new Error(`scenario: ${apiVersion} ${kind} is not served`);
  return { kind, namespace: metadata?.namespace ?? 'default', name: metadata?.name ?? '' };
}

/** Drives a simulation for the runner. */
class SimulationDriver implements ScenarioDriver {
  readonly #engine: Engine;
  readonly #epochMs: number;
  #seen: number;
  #listener: (kind: string) => void = () => undefined;

  constructor(simulation: Simulation) {
    this.#engine = simulation.engine;
    this.#epochMs = parseTime(simulation.world.epoch) / 1000;
    this.#seen = historyLog(this.#engine).length;
  }

  runUntil(seconds: number): void {
    this.#engine.run(Math.round(seconds * microsPerSecond), () => {
      this.#tell();
      return false;
    });
  }

  nowSeconds(): number {
    return this.#engine.now / microsPerSecond;
  }

  epochMs(): number {
    return this.#epochMs;
  }

  apply(object: KubeObject): void {
    const target = targetOf(object);
    const found = this.#ask({ verb: 'get', ...pathOf(target) });
    if (found.code === 404 && object.kind === 'Node') {
      const machine = machineOf(object as Node);
      this.#do(() => performAction(this.#engine, { action: 'addNode', machine }));
      return;
    }
    const manifest = withLastApplied(object);
    if (found.code === 404) {
      this.#demand({ verb: 'create', ...pathOf(target), body: manifest });
      return;
    }
    const body = threeWayPatch(manifest, found.body as KubeObject);
    if (body !== null) this.#demand({ verb: 'patch', ...pathOf(target), body });
  }

  patch(target: ScenarioTarget, patch: JsonObject): void {
    this.#demand({ verb: 'patch', patchType: 'strategic', ...pathOf(target), body: patch });
  }

  delete(target: ScenarioTarget, propagationPolicy: string | undefined): void {
    const policy = (propagationPolicy ?? 'Background') as 'Background' | 'Foreground' | 'Orphan';
    this.#demand({ verb: 'delete', ...pathOf(target), options: { propagationPolicy: policy } });
  }

  nodeDown(node: string): void {
    this.#do(() => performAction(this.#engine, { action: 'nodePower', node, on: false }));
  }

  nodeUp(node: string): void {
    this.#do(() => performAction(this.#engine, { action: 'nodePower', node, on: true }));
  }

  evict(pods: readonly ScenarioTarget[]): readonly number[] {
    return pods.map((pod) => this.#ask({ verb: 'create', subresource: 'eviction', ...pathOf(pod), body: {} }).code);
  }

  load(): void {
    throw new Error('scenario: use of CPU is not simulated');
  }

  list(kind: string): readonly KubeObject[] {
    const info = allResources.find((one) => one.kind === kind);
    return info === undefined ? [] : rangeStored(this.#engine, info.etcdPrefix).map(({ object }) => object);
  }

  onChange(listener: (kind: string) => void): void {
    this.#listener = listener;
  }

  #do(work: () => void): void {
    this.#engine.runAs('user', work);
    this.#tell();
  }

  #ask(request: ApiRequest): ApiResponse {
    let response: ApiResponse | undefined;
    this.#do(() => (response = handle(this.#engine, request)));
    return response as ApiResponse;
  }

  #demand(request: ApiRequest): void {
    const response = this.#ask(request);
    if (!isSuccess(response)) throw new Error(`scenario: ${JSON.stringify(response.body)}`);
  }

  /** Tells of the kinds that were written since the last time. */
  #tell(): void {
    const log = historyLog(this.#engine);
    if (log.length === this.#seen) return;
    const kinds = new Set<string>();
    for (let n = this.#seen; n < log.length; n++) kinds.add(log.at(n)?.object.kind ?? '');
    this.#seen = log.length;
    for (const kind of kinds) this.#listener(kind);
  }
}

function startScenario(scenario: ScenarioWorld, applied: readonly KubeObject[]): ScenarioDriver {
  const simulation = new Simulation({ seed: 1, world: scenarioWorld(scenario, [...scenario.objects, ...applied]) });
  const { engine } = simulation;
  const graceSeconds = scenario.settings['nodeMonitorGracePeriodSeconds'];
  if (typeof graceSeconds === 'number') {
    const { health } = defaultControllerManagerSettings;
    engine.runAs('world', (sim) =>
      setControllerManagerSettings(sim, {
        ...defaultControllerManagerSettings,
        health: { ...health, monitorGraceSeconds: graceSeconds },
      }),
    );
  }
  const driver = new SimulationDriver(simulation);
  for (const object of scenario.objects) driver.apply(object);
  return driver;
}

/** Objects that the steps of a scenario apply. */
function appliedLater(given: JsonObject): KubeObject[] {
  const steps = (given['steps'] ?? []) as readonly { readonly apply?: KubeObject }[];
  return steps.map(({ apply }) => apply).filter((object) => object !== undefined);
}

const scenario: Check = {
  observe: (given, expect) =>
    scenarioCheck((world) => startScenario(world, appliedLater(given))).observe(given, expect),
  matches: (_expect, got) => Array.isArray(got['failures']) && got['failures'].length === 0,
};

/** The checks that need the whole simulator. */
export const scenarioChecks: CheckTable = { scenario };
