/** Will a container be started again after it ended? */
import type { Container, PodSpec } from '../api/types.ts';

/** Rules for single containers are younger than the generated types. Models: api core/v1 ContainerRestartRule (v1.37). */
interface ContainerRestartRule {
  readonly action: string;
  readonly exitCodes?: { readonly operator: string; readonly values?: readonly number[] };
}
type ContainerWithRules = Container & { readonly restartPolicyRules?: readonly ContainerRestartRule[] };

function matchesRule(rule: ContainerRestartRule, exitCode: number): boolean {
  const isListed = rule.exitCodes?.values?.includes(exitCode) ?? false;
  if (rule.exitCodes?.operator === 'In') return isListed;
  return rule.exitCodes?.operator === 'NotIn' && !isListed;
}

function policyRestarts(policy: string, exitCode: number): boolean {
  return policy === 'OnFailure' ? exitCode !== 0 : policy !== 'Never';
}

/**
 * Whether the policies start a container again after it ended with a code.
 * The container's own rules decide first, then its own policy, then the pod's; unset means Always.
 * Models: pkg/api/v1/pod/util.go ContainerShouldRestart (v1.37).
 */
export function containerShouldRestart(container: Container, spec: PodSpec, exitCode: number): boolean {
  const { restartPolicy, restartPolicyRules } = container as ContainerWithRules;
  if (restartPolicy === undefined) return policyRestarts(spec.restartPolicy ?? 'Always', exitCode);
  const rule = restartPolicyRules?.find((candidate) => matchesRule(candidate, exitCode));
  return rule?.action === 'Restart' || policyRestarts(restartPolicy, exitCode);
}

/** The container's own policy, else the pod's; unset means Always. */
export function effectiveRestartPolicy(container: Container, spec: PodSpec): string {
  return container.restartPolicy ?? spec.restartPolicy ?? 'Always';
}

export type RuntimeState = 'created' | 'running' | 'exited' | 'unknown';

/**
 * Whether a container has to be started now.
 * @param latest the newest record of the container in the runtime, `undefined` when there is none.
 * @param isDeleted the pod has a deletion time.
 * Models: pkg/kubelet/container/helpers.go ShouldContainerBeRestarted (v1.37).
 */
export function shouldContainerBeRestarted(
  container: Container,
  spec: PodSpec,
  latest: { readonly state: RuntimeState; readonly exitCode: number } | undefined,
  isDeleted: boolean,
): boolean {
  if (isDeleted) return false;
  if (latest === undefined) return true;
  if (latest.state === 'running') return false;
  return latest.state !== 'exited' || containerShouldRestart(container, spec, latest.exitCode);
}
