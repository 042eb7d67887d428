/** What the commands that only have others below them are about. */
export const groups: Readonly<Record<string, string>> = {
  auth: 'Inspect authorization',
  config: 'Modify kubeconfig files',
  create: 'Create a resource from a file or from stdin',
  rollout: 'Manage the rollout of a resource',
  set: 'Set specific features on objects',
  top: 'Display resource (CPU/memory) usage',
};
