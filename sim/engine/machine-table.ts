/** Compiles an XState 5 definition to the table that `machine.ts` steps. Runs once a machine, when its module is loaded. */

import { assert } from './assert.ts';
import { assertPlainMachine, nodesOf } from './machine-definition.ts';
import type { ActionReference, DefinitionNode, DefinitionTransition, XStateMachine } from './machine-definition.ts';
import type {
  Delay,
  Guard,
  Handler,
  Leaf,
  MachineEvent,
  MachineTable,
  Operation,
  Row,
  TimerOrder,
  Update,
} from './machine.ts';

/**
 * What the names in a definition stand for. `effects` are the actions that the machine's owner carries out; they come back as names.
 */
export interface Implementations<C, E, A extends string = string> {
  readonly guards: Readonly<Record<string, Guard<C, E>>>;
  readonly updates: Readonly<Record<string, Update<C, E>>>;
  readonly delays: Readonly<Record<string, Delay<C>>>;
  readonly effects: readonly A[];
}

interface Compilation<C, E, A extends string> {
  readonly id: string;
  readonly implementations: Implementations<C, E, A>;
  readonly leafByNode: Map<DefinitionNode, Leaf<C, E, A>>;
}

/** A leaf while its rows are being added. */
interface LeafDraft<C, E, A extends string> extends Leaf<C, E, A> {
  readonly handlers: (readonly Handler<C, E, A>[])[];
  readonly always: Row<C, E, A>[];
}

/**
 * Compiles a definition.
 *
 * @param machine made with `setup(…).createMachine(…)`: nested states, no parallel and no history states, all names.
 * @param implementations the same named functions that the definition was set up with.
 * @throws InvariantError when the definition uses what a table cannot hold, or a name that is not implemented.
 */
export function compileMachine<C, E extends MachineEvent, A extends string>(
  machine: XStateMachine,
  implementations: Implementations<C, E, A>,
): MachineTable<C, E, A> {
  const root = assertPlainMachine(machine);
  const leafByNode = new Map<DefinitionNode, Leaf<C, E, A>>();
  const drafts: [DefinitionNode, LeafDraft<C, E, A>][] = [];
  for (const node of nodesOf(root)) {
    if (!isLeaf(node)) continue;
    const isFinal = node.type === 'final' && node.parent === root;
    const draft = {
      value: node.path.join('.'),
      isFinal,
      handlers: [],
      rowsByEvent: new Map<string, readonly Row<C, E, A>[]>(),
      always: [],
    };
    drafts.push([node, draft]);
    leafByNode.set(node, draft);
  }
  const compilation: Compilation<C, E, A> = { id: machine.id, implementations, leafByNode };
  for (const [node, draft] of drafts) fillLeaf(compilation, node, draft);
  const leafByValue = new Map(drafts.map(([, draft]) => [draft.value, draft]));
  const entered = withDefaultDescendants(root);
  const initial = compileRow(compilation, leafIn(entered), {
    guard: undefined,
    steps: entered.flatMap((node) => node.entry),
    entered,
  });
  return { id: machine.id, leafByValue, initial };
}

function fillLeaf<C, E, A extends string>(
  compilation: Compilation<C, E, A>,
  leaf: DefinitionNode,
  draft: LeafDraft<C, E, A>,
): void {
  for (const node of withAncestors(leaf)) {
    const handlers: Handler<C, E, A>[] = [];
    for (const [descriptor, transitions] of node.transitions) {
      handlers.push({ descriptor, rows: transitions.map((transition) => rowOf(compilation, leaf, transition)) });
    }
    draft.handlers.push(handlers);
    for (const transition of node.always ?? []) draft.always.push(rowOf(compilation, leaf, transition));
  }
}

/** The row of a transition taken while `leaf` is active. */
function rowOf<C, E, A extends string>(
  compilation: Compilation<C, E, A>,
  leaf: DefinitionNode,
  transition: DefinitionTransition,
): Row<C, E, A> {
  const target = targetOf(transition);
  if (target === null)
    return compileRow(compilation, leaf, { guard: transition.guard, steps: transition.actions, entered: [] });
  const { domain, includesTarget } = domainOf(transition, target);
  const exited = withAncestors(leaf).filter((node) => isWithin(node, domain));
  const above = withAncestors(target)
    .slice(1)
    .filter((node) => isWithin(node, domain))
    .reverse();
  const below = withDefaultDescendants(target);
  const entered = [...above, ...(includesTarget ? below : below.slice(1))];
  const next = below.length > 1 || includesTarget ? leafIn(below) : leaf;
  const steps = [
    ...exited.flatMap((node) => node.exit),
    ...transition.actions,
    ...entered.flatMap((node) => node.entry),
  ];
  // A machine that ends leaves its last states at once.
  if (next.type === 'final' && next.parent?.parent === undefined)
    steps.push(...withAncestors(next).flatMap((node) => node.exit));
  return compileRow(compilation, next, { guard: transition.guard, steps, entered });
}

/**
 * The state that stays active around a transition (`null`: none, the root itself is left and entered), and whether the target is entered.
 * A transition to itself or inside stays within its source unless it re-enters.
 */
function domainOf(
  transition: DefinitionTransition,
  target: DefinitionNode,
): { domain: DefinitionNode | null; includesTarget: boolean } {
  const { source, reenter } = transition;
  if (!reenter && (target === source || isWithin(target, source)))
    return { domain: source, includesTarget: target !== source };
  const common = withAncestors(target)
    .slice(1)
    .find((node) => isWithin(source, node));
  return { domain: common ?? null, includesTarget: true };
}

interface RowDraft {
  readonly guard: unknown;
  readonly steps: readonly ActionReference[];
  readonly entered: readonly DefinitionNode[];
}

function compileRow<C, E, A extends string>(
  compilation: Compilation<C, E, A>,
  target: DefinitionNode,
  draft: RowDraft,
): Row<C, E, A> {
  const { id, implementations } = compilation;
  const actions: A[] = [];
  const operations: Operation<C, E>[] = [];
  for (const reference of draft.steps) {
    if (typeof reference !== 'string') operations.push(timerOperation(compilation, reference));
    else if (Object.hasOwn(implementations.updates, reference)) {
      operations.push({ kind: 'update', name: reference, update: valueOf(implementations.updates, reference, id) });
    } else {
      const effect = implementations.effects.find((name) => name === reference);
      assert(effect !== undefined, `Machine ${id}: action "${reference}" is neither an update nor an effect`);
      actions.push(effect);
    }
  }
  const guardName = typeof draft.guard === 'string' ? draft.guard : '';
  const guard = draft.guard === undefined ? null : valueOf(implementations.guards, guardName, id);
  const cancels = operations.flatMap((operation): TimerOrder[] =>
    operation.kind === 'cancel' ? [operation.order] : [],
  );
  const onlyCancels = cancels.length === operations.length;
  const leaf = compilation.leafByNode.get(target);
  assert(leaf !== undefined, `Machine ${id}: ${target.id} is no leaf`);
  return {
    guardName,
    guard,
    target: leaf,
    actions,
    operations: onlyCancels ? [] : operations,
    cancels: onlyCancels ? cancels : [],
    raised: draft.entered.flatMap((node) => doneEventOf(node)),
  };
}

/** The event that entering a final state raises for its parent. */
function doneEventOf(node: DefinitionNode): string[] {
  return node.type === 'final' && node.parent !== undefined ? [`xstate.done.state.${node.parent.id}`] : [];
}

function timerOperation<C, E, A extends string>(
  compilation: Compilation<C, E, A>,
  reference: Exclude<ActionReference, string>,
): Operation<C, E> {
  if (reference.type === 'xstate.cancel') return { kind: 'cancel', order: { type: 'cancel', event: reference.sendId } };
  const delayMicros = valueOf(compilation.implementations.delays, reference.delay, compilation.id);
  return { kind: 'arm', event: reference.id, delay: reference.delay, delayMicros };
}

function valueOf<T>(record: Readonly<Record<string, T>>, name: string, machineId: string): T {
  const value = Object.hasOwn(record, name) ? record[name] : undefined;
  assert(value !== undefined, `Machine ${machineId}: "${name}" is not implemented`);
  return value;
}

function targetOf(transition: DefinitionTransition): DefinitionNode | null {
  const [target] = transition.target ?? [];
  return target ?? null;
}

function isLeaf(node: DefinitionNode): boolean {
  return node.type === 'atomic' || node.type === 'final';
}

/** The node itself, its parent, and so on up to the root. */
function withAncestors(node: DefinitionNode): DefinitionNode[] {
  return node.parent === undefined ? [node] : [node, ...withAncestors(node.parent)];
}

/** The node itself, its initial child, and so on down to a leaf. */
function withDefaultDescendants(node: DefinitionNode): DefinitionNode[] {
  if (isLeaf(node)) return [node];
  const [child] = node.initial.target;
  assert(child !== undefined, `${node.id}: no initial state`);
  return [node, ...withDefaultDescendants(child)];
}

function leafIn(nodes: readonly DefinitionNode[]): DefinitionNode {
  const leaf = nodes.at(-1);
  assert(leaf !== undefined, 'expected at least one state');
  return leaf;
}

/** True when the node lies below `ancestor`; `null` stands above the root. */
function isWithin(node: DefinitionNode, ancestor: DefinitionNode | null): boolean {
  if (ancestor === null) return true;
  return node !== ancestor && withAncestors(node).includes(ancestor);
}
