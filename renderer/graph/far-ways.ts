import type { Flight, MessageTone } from '../../sim/protocol.ts';
import { bottomOf } from './geometry.ts';
import { polyline } from './polyline.ts';
import type { Polyline } from './polyline.ts';
import type { Scene } from './scene.ts';

/** Where the stream of each tone runs, as a share of the beam's width. */
const places: Readonly<Record<MessageTone, number>> = {
  watch: 0.18,
  read: 0.36,
  write: 0.54,
  cri: 0.7,
  dns: 0.82,
  app: 0.92,
};

/**
 * The one way of all messages of a tone between the machines and the API server, for pictures in which a machine is a square.
 *
 * @returns null for messages that stay within the control plane or come from outside: they keep their own wires.
 */
export function farWay(scene: Scene, flight: Flight): { key: string; way: Polyline } | null {
  const { layout } = scene;
  const { beam } = layout;
  const first = layout.rows[0];
  if (!beam || !first) return null;
  const isAtWorker = (id: string): boolean => {
    const element = scene.element(id);
    if (layout.workerOf.has(id)) return true;
    return element !== undefined && 'machineId' in element && layout.workerOf.has(element.machineId ?? '');
  };
  const isUp = isAtWorker(flight.fromId);
  if (!isUp && !isAtWorker(flight.toId)) return null;
  const x = beam.rect.x + beam.rect.w * (places[flight.tone] + (isUp ? 0.03 : 0));
  const top = { x, y: bottomOf(beam.rect) };
  const bottom = { x, y: first.top };
  return { key: `far ${flight.tone} ${isUp ? 'up' : 'down'}`, way: polyline(isUp ? [bottom, top] : [top, bottom]) };
}
