import { describe, expect, it } from 'vitest';
import type { KubeObject, PodTemplateSpec, ReplicaSet } from '../../api/types.ts';
import { controllerRevisions, deploymentRevisions, historyText, revisionText } from './history.ts';
import { rolloutStatus } from './status.ts';

const template: PodTemplateSpec = {
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'web', image: 'nginx' }] },
};
const deployment = { kind: 'Deployment', metadata: { name: 'web', uid: 'd' } } as KubeObject;
const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'd', controller: true }];

function replicaSet(revision: string, cause?: string): ReplicaSet {
  const annotations = {
    'deployment.kubernetes.io/revision': revision,
    ...(cause === undefined ? {} : { 'kubernetes.io/change-cause': cause }),
  };
  return { metadata: { name: `web-${revision}`, annotations, ownerReferences }, spec: { selector: {}, template } };
}

describe('history', () => {
  const revisions = deploymentRevisions(deployment, [replicaSet('10'), replicaSet('9', 'new image')]);

  it('lists revisions by number', () => {
    expect(historyText(revisions)).toBe('REVISION  CHANGE-CAUSE\n9         new image\n10        <none>\n');
  });

  it('shows the template of one revision, with its cause', () => {
    expect(revisionText(revisions, 9)).toEqual({
      text: [
        'Pod Template:',
        '  Labels:\tapp=web',
        '  Annotations:\tkubernetes.io/change-cause: new image',
        '  Containers:',
        '   web:',
        '    Image:\tnginx',
        '    Port:\t<none>',
        '    Host Port:\t<none>',
        '    Environment:\t<none>',
        '    Mounts:\t<none>',
        '  Volumes:\t<none>',
        '  Node-Selectors:\t<none>',
        '  Tolerations:\t<none>',
        '',
      ].join('\n'),
    });
    expect(revisionText(revisions, 3)).toEqual({ error: 'unable to find the specified revision' });
  });

  it('reads the revisions of daemon sets and stateful sets from their patches', () => {
    const revision = { metadata: { name: 'r', ownerReferences }, revision: 2, data: { spec: { template } } };
    expect(controllerRevisions(deployment, [revision]).map((one) => one.revision)).toEqual([2]);
    expect(historyText([])).toBe('No rollout history found.');
  });
});

describe('status', () => {
  it('ends with an error when the deadline of a deployment has passed', () => {
    const conditions = [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }];
    const object = { ...deployment, spec: { replicas: 1 }, status: { conditions } } as KubeObject;
    expect(rolloutStatus(object)).toEqual({ error: 'deployment "web" exceeded its progress deadline' });
  });

  it('waits for old replicas of a deployment to go', () => {
    const status = { replicas: 3, updatedReplicas: 2, availableReplicas: 2 };
    const object = { ...deployment, spec: { replicas: 2 }, status } as KubeObject;
    expect(rolloutStatus(object)).toEqual({
      message: 'Waiting for deployment "web" rollout to finish: 1 old replicas are pending termination...',
      done: false,
    });
  });

  it('ends when another revision is running than the one that is waited for', () => {
    expect(rolloutStatus(deployment, 2)).toEqual({
      error: 'desired revision (2) is different from the running revision (0)',
    });
  });

  it('knows no other kinds', () => {
    expect(rolloutStatus({ kind: 'Job' })).toEqual({ error: 'no status viewer has been implemented for Job' });
  });
});
