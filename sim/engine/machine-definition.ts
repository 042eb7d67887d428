/**
 * The border to XState: gives a definition its implementations, reads a finished definition's nodes, and describes it for drawing.
 *
 * Only what a table can hold passes: nested states, named guards, actions and delays; no parallel and no history states.
 */

import { assign } from 'xstate';
import { assert } from './assert.ts';
import type { Delay, Guard, Update } from './machine.ts';

/** A machine made by XState's `createMachine`; its inside is read through {@link assertPlainMachine}. */
export interface XStateMachine {
  readonly id: string;
  readonly root: object;
}

/** An action in a definition: a name, or one of the two that XState adds for `after`. */
export type ActionReference =
  | string
  | { readonly type: 'xstate.raise'; readonly id: string; readonly delay: string }
  | { readonly type: 'xstate.cancel'; readonly sendId: string };

export interface DefinitionTransition {
  readonly source: DefinitionNode;
  readonly target: readonly DefinitionNode[] | undefined;
  readonly guard: unknown;
  readonly actions: readonly ActionReference[];
  readonly reenter: boolean;
  readonly eventType: string;
}

/** A node of the state tree, as XState holds it. */
export interface DefinitionNode {
  readonly id: string;
  readonly key: string;
  readonly path: readonly string[];
  readonly type: 'atomic' | 'compound' | 'final' | 'parallel' | 'history';
  readonly parent: DefinitionNode | undefined;
  readonly states: Readonly<Record<string, DefinitionNode>>;
  readonly entry: readonly ActionReference[];
  readonly exit: readonly ActionReference[];
  readonly invoke: readonly unknown[];
  readonly transitions: ReadonlyMap<string, readonly DefinitionTransition[]>;
  readonly always: readonly DefinitionTransition[] | undefined;
  readonly initial: { readonly target: readonly DefinitionNode[]; readonly actions: readonly unknown[] };
}

/** The implementations of a definition in the shape that XState's `setup` takes. */
export interface SetupImplementations<C, E, G extends string, N extends string, D extends string> {
  readonly guards: Record<G, (args: { context: C; event: E }) => boolean>;
  readonly actions: Record<N, (args: { context: C; event: E }, params: undefined) => void>;
  readonly delays: Record<D, (args: { context: C }) => number>;
}

/**
 * Turns named pure functions into what XState's `setup` takes, so that the same functions run in XState and in the table.
 *
 * @param implementations guards, updates (become `assign`), delays in microseconds, and names of effects (become actions that do nothing).
 */
export function setupOf<C, E, G extends string, U extends string, A extends string, D extends string>(implementations: {
  readonly guards: Record<G, Guard<C, E>>;
  readonly updates: Record<U, Update<C, E>>;
  readonly delays: Record<D, Delay<C>>;
  readonly effects: readonly A[];
}): SetupImplementations<C, E, G, U | A, D> {
  const guards: Record<string, (args: { context: C; event: E }) => boolean> = {};
  for (const [name, guard] of Object.entries<Guard<C, E>>(implementations.guards)) {
    guards[name] = ({ context, event }) => guard(context, event);
  }
  const actions: Record<string, unknown> = {};
  for (const [name, update] of Object.entries<Update<C, E>>(implementations.updates)) {
    actions[name] = assign(({ context, event }) => update(context as C, event as E) as object);
  }
  for (const name of implementations.effects) actions[name] = () => undefined;
  const delays: Record<string, (args: { context: C }) => number> = {};
  for (const [name, delay] of Object.entries<Delay<C>>(implementations.delays))
    delays[name] = ({ context }) => delay(context);
  return { guards, actions, delays } as SetupImplementations<C, E, G, U | A, D>;
}

/**
 * Reads a machine's state tree.
 *
 * @returns the root node.
 * @throws InvariantError when the definition uses parallel or history states, invocations, several targets, inline or parametrised functions,
 * numeric delays, or actions on an initial transition.
 */
export function assertPlainMachine(machine: XStateMachine): DefinitionNode {
  const root = machine.root as DefinitionNode;
  for (const node of nodesOf(root)) {
    const where = `Machine ${machine.id}, state "${node.path.join('.')}"`;
    assert(
      node.type !== 'parallel' && node.type !== 'history',
      `${where}: expected no parallel or history state, got ${node.type}`,
    );
    assert(node.invoke.length === 0, `${where}: expected no invoked actors`);
    assert(
      node.type !== 'compound' || node.initial.actions.length === 0,
      `${where}: expected no actions on the initial transition`,
    );
    for (const action of [...node.entry, ...node.exit]) assertNamed(action, where);
    for (const transition of [...[...node.transitions.values()].flat(), ...(node.always ?? [])]) {
      const { guard, target } = transition;
      assert(
        guard === undefined || typeof guard === 'string',
        `${where}: expected a guard by name for ${transition.eventType}`,
      );
      assert(target === undefined || target.length === 1, `${where}: expected one target for ${transition.eventType}`);
      assert(target?.[0] !== root, `${where}: expected a target below the root for ${transition.eventType}`);
      for (const action of transition.actions) assertNamed(action, where);
    }
  }
  return root;
}

function assertNamed(action: ActionReference, where: string): void {
  if (typeof action === 'string') return;
  const isTimer =
    action.type === 'xstate.cancel' || (action.type === 'xstate.raise' && typeof action.delay === 'string');
  assert(isTimer, `${where}: expected actions and delays by name`);
}

/** All nodes of a tree in document order, the root first. */
export function nodesOf(root: DefinitionNode): DefinitionNode[] {
  return [root, ...Object.values(root.states).flatMap((child) => nodesOf(child))];
}

/** A machine as a chart to draw. Ids are dotted paths, as in a machine's state value. */
export interface MachineChart {
  readonly initial: string;
  readonly states: { id: string; parent: string | null; label: string }[];
  readonly transitions: { from: string; to: string; event: string }[];
}

/**
 * Describes a machine for a state chart. Transitions are drawn from the state that declares them; those without a target, which change no
 * state, are left out. `event` is the event's type, `after <delay>`, `done`, or, for an eventless transition, its guard's name.
 */
export function describeMachine(machine: XStateMachine): MachineChart {
  const root = assertPlainMachine(machine);
  const states: MachineChart['states'] = [];
  const transitions: MachineChart['transitions'] = [];
  const seen = new Set<string>();
  for (const node of nodesOf(root)) {
    const from = node.path.join('.');
    if (node !== root)
      states.push({
        id: from,
        parent: node.path.length > 1 ? node.path.slice(0, -1).join('.') : null,
        label: node.key,
      });
    for (const transition of [...[...node.transitions.values()].flat(), ...(node.always ?? [])]) {
      const [target] = transition.target ?? [];
      if (target === undefined) continue;
      const edge = { from, to: target.path.join('.'), event: eventLabel(transition) };
      const key = JSON.stringify(edge);
      if (!seen.has(key)) transitions.push(edge);
      seen.add(key);
    }
  }
  return { initial: root.initial.target[0]?.path.join('.') ?? '', states, transitions };
}

function eventLabel(transition: DefinitionTransition): string {
  const { eventType, guard, source } = transition;
  if (eventType === '') return typeof guard === 'string' ? guard : 'always';
  if (eventType.startsWith('xstate.done.')) return 'done';
  const after = /^xstate\.after\.(.*)$/.exec(eventType)?.[1];
  return after === undefined ? eventType : `after ${after.slice(0, -source.id.length - 1)}`;
}
