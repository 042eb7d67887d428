import type { TraceId } from '../../sim/protocol.ts';
import { toScreen } from './camera.ts';
import type { Camera } from './camera.ts';
import { contains, grow } from './geometry.ts';
import type { Point } from './geometry.ts';
import type { PacketPlan } from './packets.ts';
import { noMachine } from './pod-places.ts';
import { placeAt } from './polyline.ts';
import type { Scene } from './scene.ts';

/** Pixels by which a packet may be missed. */
const packetReach = 10;

/** The pod under a point of the world, tiles on their way included. */
export function podAt(scene: Scene, machineIds: readonly string[], at: Point, now: number): string | null {
  for (const machineId of [...machineIds, noMachine]) {
    for (const pod of scene.podsOf(machineId)) {
      const rect = scene.rectOf(pod.id, now);
      if (rect && contains(rect.w < 30 ? grow(rect, rect.w * 0.2) : rect, at.x, at.y)) return pod.id;
    }
  }
  return null;
}

/** The machines whose card or casing is under a point of the world. */
export function machinesAt(scene: Scene, at: Point): string[] {
  const { layout } = scene;
  const ids = layout.controlPlanes.filter((box) => contains(box.rect, at.x, at.y)).map((box) => box.id);
  for (const card of layout.workers) if (contains(grow(card.rect, 2), at.x, at.y)) ids.push(card.id);
  return ids;
}

/** The nearest packet to a point of the screen; a stream counts where its pill is. */
export function packetAt(plan: PacketPlan, camera: Camera, at: Point): TraceId | null {
  let best: TraceId | null = null;
  let bestDistance = packetReach;
  for (const packet of plan.packets) {
    const place = toScreen(camera, packet.place);
    const distance = Math.hypot(place.x - at.x, place.y - at.y);
    if (distance > bestDistance) continue;
    best = packet.flight.id;
    bestDistance = distance;
  }
  for (const burst of plan.bursts) {
    const place = toScreen(camera, placeAt(burst.way, 0.25));
    if (best === null && Math.abs(place.x - at.x) < 24 && Math.abs(place.y - at.y) < 11) best = burst.sampleId;
  }
  return best;
}
