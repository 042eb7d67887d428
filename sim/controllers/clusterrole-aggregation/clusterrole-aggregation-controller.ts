/** The running ClusterRole aggregation controller: writes into roles that gather others' rules what they gather. */
import type { Sim } from '../../engine/engine.ts';
import { deepEqual } from '../../api/deep-equal.ts';
import { compileLabelSelector, selects } from '../../api/label-selector.ts';
import { byName } from '../../api/object-key.ts';
import type { ClusterRole, PolicyRule } from '../../api/types.ts';
import { afterRequests, done, enqueue, type ControllerDef, type Outcome } from '../../client/controller.ts';
import { keyOf } from '../../client/informer.ts';
import { listers, type Hooks } from '../informers.ts';
import { doneUnlessFailed, patch } from '../requests.ts';

const name = 'clusterrole-aggregation';

/**
 * Models: pkg/controller/clusterroleaggregation/clusterroleaggregation_controller.go (v1.37).
 * Differs: writes by a merge patch, not by server-side apply.
 */
export const clusterRoleAggregationController: ControllerDef = {
  name,
  workers: 5,
  sync: syncRole,
  steps: { stored: doneUnlessFailed },
};

export const clusterRoleAggregationHooks: Hooks = {
  clusterroles: (sim) => {
    const keys: string[] = [];
    listers.clusterroles.forEach(sim, (role) => {
      if (role.aggregationRule !== undefined) keys.push(keyOf(role));
    });
    for (const key of keys.sort()) enqueue(sim, name, key);
  },
};

function syncRole(sim: Sim, key: string): Outcome {
  const role = listers.clusterroles.get(sim, key);
  if (role?.aggregationRule === undefined) return done;
  const rules = gathered(sim, role);
  if (deepEqual(rules, role.rules ?? [])) return done;
  const text = `ClusterRole ${key} gathers ${rules.length === 1 ? '1 rule' : `${rules.length} rules`}`;
  sim.note({ verb: 'RolesAggregated', resource: 'clusterroles', key, text });
  return afterRequests([patch('clusterroles', role, { rules })], 'stored', null);
}

/** The rules of all roles that the selectors pick, by the roles' names, each rule once. */
function gathered(sim: Sim, role: ClusterRole): PolicyRule[] {
  const rules: PolicyRule[] = [];
  for (const selector of role.aggregationRule?.clusterRoleSelectors ?? []) {
    const compiled = compileLabelSelector(selector);
    const picked: ClusterRole[] = [];
    listers.clusterroles.forEach(sim, (other) => {
      if (other.metadata?.name !== role.metadata?.name && selects(compiled, other.metadata?.labels)) picked.push(other);
    });
    picked.sort(byName);
    for (const rule of picked.flatMap((other) => other.rules ?? [])) {
      if (!rules.some((known) => deepEqual(known, rule))) rules.push(rule);
    }
  }
  return rules;
}
