import type { Json } from '../../api/types.ts';
import type { Element } from '../../protocol.ts';
import { controllerDefs } from '../../controllers/index.ts';
import { controlPlaneName } from '../../scenario/cluster.ts';
import { defaultWorld } from '../../scenario/formats/default-world.ts';
import type { WorldInput } from '../../scenario/formats/types.ts';
import { Simulation } from '../../scenario/simulation.ts';
import { Projector, type Projection } from '../projector.ts';
import type { Telling } from '../narrator.ts';

type Manifest = { readonly [key: string]: Json };

/** A cluster of three workers with these objects applied at the start. */
export function clusterWith(objects: readonly Manifest[], world: WorldInput = {}): Simulation {
  const simulation = new Simulation({ seed: 1, world: defaultWorld(world) });
  if (objects.length > 0) simulation.act({ action: 'apply', objects });
  return simulation;
}

/** A Deployment called `name` of one container. */
export function deployment(name: string, replicas: number, image = 'nginx:1.27'): Manifest {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'main', image }] } },
    },
  };
}

/** A pod called `name` with one container. */
export function pod(name: string, container: Manifest): Manifest {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers: [{ name: 'main', ...container }] } };
}

/** A picture that takes each projection as the page does. */
export class Picture {
  readonly projector: Projector;
  readonly elements = new Map<string, Element>();
  last: Projection | null = null;

  constructor(simulation: Simulation) {
    this.projector = new Projector(simulation.engine, {
      controlPlane: controlPlaneName,
      controllers: controllerDefs.map((def) => def.name),
    });
    this.projector.reset();
  }

  look(telling: Telling = 'steps'): Projection {
    const projection = this.projector.look(telling);
    if (projection.isWhole) this.elements.clear();
    for (const id of projection.remove) this.elements.delete(id);
    for (const element of projection.upsert) this.elements.set(element.id, element);
    this.last = projection;
    return projection;
  }
}
