import { Engine, type Sim } from '../engine/engine.ts';
import type { KubeObject, Status } from '../api/types.ts';
import { sendRequest, type Reply } from '../client/request.ts';
import { bootMicros, buildCluster, clusterHandlers } from '../scenario/cluster.ts';
import { defaultWorld } from '../scenario/formats/default-world.ts';
import type { ApiRequest, ApiResponse } from '../apiserver/types.ts';

const answersName = 'test/answers';

/** A whole cluster, asked by any component. */
export class DoorWorld {
  readonly engine: Engine;

  constructor() {
    const takeAnswer = (sim: Sim, { response }: Reply): void => sim.store.cell<ApiResponse>(answersName).set(response);
    this.engine = new Engine({
      seed: 1,
      startAt: -bootMicros,
      freeze: true,
      handlers: { ...clusterHandlers, 'test.answered': takeAnswer },
    });
    buildCluster(this.engine, defaultWorld({ topology: { workers: 1 }, addOns: { coreDns: { enabled: false } } }));
  }

  /** Sends a request and runs until its answer is there, a minute at most. */
  ask(component: string, request: ApiRequest): ApiResponse {
    const answers = this.engine.store.cell<ApiResponse | null>(answersName);
    answers.set(null);
    this.engine.runAs(component, (sim) => sendRequest(sim, request, { kind: 'test.answered', context: null }));
    const until = this.engine.now + 60_000_000;
    this.engine.run(until, () => answers.get() !== null);
    const answer = answers.get();
    if (answer === null || answer === undefined) throw new Error(`no answer to ${JSON.stringify(request)}`);
    return answer;
  }

  /** The same, as `kubectl --as`. */
  askAs(user: string, request: ApiRequest): ApiResponse {
    return this.ask('user', { ...request, credentials: { impersonateUser: user } });
  }

  /** Lets time run. */
  run(seconds: number): void {
    this.engine.run(this.engine.now + seconds * 1_000_000);
  }

  /** Creates an object as the administrator; throws when it is refused. */
  create(group: string, resource: string, body: KubeObject): KubeObject {
    const answer = this.ask('user', createRequest(group, resource, body));
    if (answer.code !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body as KubeObject;
  }
}

/** The creation of an object in the namespace that it names. */
export function createRequest(group: string, resource: string, body: KubeObject): ApiRequest {
  const { namespace } = body.metadata ?? {};
  return { verb: 'create', group, resource, body, ...(namespace === undefined ? {} : { namespace }) };
}

/** The message of a failure. */
export function messageOf({ body }: ApiResponse): string {
  return (body as Status).message ?? '';
}

/** A small pod. */
export function pod(name: string, namespace = 'default', spec: object = {}): KubeObject {
  const containers = [{ name: 'c', image: 'nginx:1.27' }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace }, spec: { containers, ...spec } } as KubeObject;
}
