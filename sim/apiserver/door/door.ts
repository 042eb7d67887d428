/** The first gates of a request: who asks, whether the server has room, whether it is allowed. */
import type { Sim } from '../../engine/engine.ts';
import type { Status } from '../../api/types.ts';
import type { ArrivedRequest } from '../wire.ts';
import { identify } from './authentication/identify.ts';
import type { UserInfo } from './user.ts';

/** A request that was turned away before admission. */
export interface TurnedAway {
  readonly type: 'turnedAway';
  readonly gate: 'authenticate' | 'authorize';
  /** What spoke at the gate. */
  readonly rule: string;
  readonly status: Status;
}

/**
 * Takes a request through authentication and authorization.
 *
 * @returns the user, or the refusal: 401, 403 or 429
 */
export function enter(_sim: Sim, arrived: ArrivedRequest): UserInfo | TurnedAway {
  return identify(arrived.client);
}

/** Says whether a request was turned away. */
export function isTurnedAway(entry: UserInfo | TurnedAway): entry is TurnedAway {
  return 'gate' in entry;
}
