import cytoscape from 'cytoscape';
import type { Core, ElementDefinition, EventObject } from 'cytoscape';
import { zoomMax, zoomMin } from './camera.ts';
import type { Camera } from './camera.ts';
import { centreOf, sameRect } from './geometry.ts';
import type { Point, Rect } from './geometry.ts';

/** A thing of the graph that can be pointed at: a machine, a process, something outside. */
export interface GraphNode {
  readonly id: string;
  readonly rect: Rect;
  /** Higher ones lie above lower ones. */
  readonly depth: number;
}

/** A wire between two nodes. */
export interface GraphWire {
  readonly from: string;
  readonly to: string;
}

/** A place that the pointer is at. */
export interface GraphPointer {
  /** In world units. */
  readonly world: Point;
  readonly nodeId: string | null;
  /** In pixels of the window, for menus. */
  readonly client: Point;
}

export interface GraphListeners {
  onCamera(camera: Camera): void;
  /** The viewer has moved the camera by hand. */
  onHandled(): void;
  onTap(pointer: GraphPointer): void;
  onMove(pointer: GraphPointer | null): void;
  onMenu(pointer: GraphPointer): void;
}

/**
 * The one owner of Cytoscape. It holds few elements at preset places: they are the hit areas and the wires of the picture, while the picture
 * itself is drawn by layers of our own that follow this graph's camera.
 */
export class GraphAdapter {
  readonly #cy: Core;
  readonly #listeners: GraphListeners;
  #isSetting = false;
  /** What the graph holds: nodes by id, null for a wire. */
  #known = new Map<string, GraphNode | null>();

  constructor(container: HTMLElement, listeners: GraphListeners) {
    this.#listeners = listeners;
    this.#cy = cytoscape({
      container,
      minZoom: zoomMin,
      maxZoom: zoomMax,
      autoungrabify: true,
      autounselectify: true,
      boxSelectionEnabled: false,
      textureOnViewport: true,
      layout: { name: 'preset' },
      style: [
        {
          selector: 'node',
          style: {
            shape: 'rectangle',
            width: 'data(w)',
            height: 'data(h)',
            'z-index': 'data(depth)' as unknown as number,
            opacity: 0,
          },
        },
        { selector: 'edge', style: { opacity: 0, events: 'no', 'curve-style': 'straight' } },
        { selector: 'core', style: { 'active-bg-opacity': 0 } as never },
      ],
    });
    this.#listen();
  }

  get camera(): Camera {
    const pan = this.#cy.pan();
    return { zoom: this.#cy.zoom(), x: pan.x, y: pan.y };
  }

  set camera(camera: Camera) {
    this.#isSetting = true;
    this.#cy.viewport({ zoom: camera.zoom, pan: { x: camera.x, y: camera.y } });
    this.#isSetting = false;
  }

  /** Brings the graph to these nodes and wires in one batch: only what is new, gone or elsewhere is touched. */
  set(nodes: readonly GraphNode[], wires: readonly GraphWire[]): void {
    const cy = this.#cy;
    const wanted = new Map<string, GraphNode | null>(nodes.map((node) => [node.id, node]));
    for (const wire of wires) wanted.set(wireId(wire), null);
    cy.batch(() => {
      for (const id of this.#known.keys()) {
        if (wanted.has(id)) continue;
        cy.getElementById(id).remove();
        this.#known.delete(id);
      }
      const added: ElementDefinition[] = [];
      for (const node of nodes) {
        const known = this.#known.get(node.id);
        if (!known) added.push(definitionOf(node));
        else if (!sameRect(known.rect, node.rect)) {
          cy.getElementById(node.id).data({ w: node.rect.w, h: node.rect.h }).position(centreOf(node.rect));
        }
      }
      for (const wire of wires) {
        if (this.#known.has(wireId(wire))) continue;
        added.push({ group: 'edges', data: { id: wireId(wire), source: wire.from, target: wire.to } });
      }
      cy.add(added);
    });
    this.#known = wanted;
  }

  /** Everything that a wire ties to a node. */
  neighbours(id: string): string[] {
    return this.#cy
      .getElementById(id)
      .neighborhood('node')
      .map((node) => node.id());
  }

  /** The container has another size now. */
  resize(): void {
    this.#cy.resize();
  }

  destroy(): void {
    this.#cy.destroy();
  }

  #listen(): void {
    const cy = this.#cy;
    cy.on('viewport', () => {
      if (this.#isSetting) return;
      this.#listeners.onHandled();
      this.#listeners.onCamera(this.camera);
    });
    cy.on('tap', (event) => this.#listeners.onTap(pointerOf(event)));
    cy.on('cxttap', (event) => this.#listeners.onMenu(pointerOf(event)));
    cy.on('mousemove', (event) => this.#listeners.onMove(pointerOf(event)));
    cy.container()?.addEventListener('pointerleave', this.#leave);
  }

  readonly #leave = (): void => this.#listeners.onMove(null);
}

const wireId = (wire: GraphWire): string => `${wire.from}\n${wire.to}`;

const definitionOf = (node: GraphNode): ElementDefinition => ({
  group: 'nodes',
  data: { id: node.id, w: node.rect.w, h: node.rect.h, depth: node.depth },
  position: { ...centreOf(node.rect) },
  pannable: true,
});

function pointerOf(event: EventObject): GraphPointer {
  const target: unknown = event.target;
  const isNode = target !== event.cy && typeof target === 'object' && target !== null && 'isNode' in target;
  const id = isNode && typeof event.target.id === 'function' ? String(event.target.id()) : null;
  const original = event.originalEvent as MouseEvent | undefined;
  return {
    world: event.position,
    nodeId: id !== null && event.target.isNode() ? id : null,
    client: { x: original?.clientX ?? 0, y: original?.clientY ?? 0 },
  };
}
