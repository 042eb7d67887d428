import { describe, expect, it } from 'vitest';
import { created, type Fields } from './testing/complaints.ts';

function pod(container: Fields = {}, spec: Fields = {}, metadata: Fields = {}): string[] {
  const containers = [{ name: 'c', image: 'nginx', ...container }];
  return created('v1', 'Pod', { metadata: { name: 'x', namespace: 'ns', ...metadata }, spec: { containers, ...spec } });
}

const claim = { name: 'disk', persistentVolumeClaim: { claimName: 'x' } };

describe('volumes of pods', () => {
  it('come from one source with all that it needs', () => {
    const volumes = [
      { name: 'a', hostPath: { path: '/x/../y', type: 'Door' } },
      { name: 'b', secret: {}, configMap: { name: 'x' } },
      { name: 'c', persistentVolumeClaim: { claimName: '' } },
      { name: 'd', iscsi: { targetPortal: 'p' } },
    ];
    expect(pod({}, { volumes }).map((text) => text.split(':')[0])).toEqual([
      'spec.volumes[0].hostPath.path',
      'spec.volumes[0].hostPath.type',
      'spec.volumes[1].configMap',
      'spec.volumes[1].secret.secretName',
      'spec.volumes[2].persistentVolumeClaim.claimName',
      'spec.volumes[3].iscsi.iqn',
    ]);
  });

  it('show no file twice', () => {
    const items = [{ key: 'a', path: 'same' }];
    const sources = [{ secret: { name: 's', items } }, { configMap: { name: 'm', items } }];
    expect(pod({}, { volumes: [{ name: 'v', projected: { sources } }] })).toEqual([
      'spec.volumes[0].projected: Invalid value: "m": conflicting duplicate paths',
    ]);
  });

  it('are mounted or seen as devices, not both', () => {
    const volumeMounts = [{ name: 'disk', mountPath: '/d' }];
    const volumeDevices = [{ name: 'disk', devicePath: '/dev/x' }];
    expect(pod({ volumeDevices }, { volumes: [claim] })).toEqual([]);
    expect(pod({ volumeMounts, volumeDevices }, { volumes: [claim] })).toHaveLength(2);
    expect(pod({ volumeDevices }, { volumes: [{ name: 'disk', emptyDir: {} }] })[0]).toContain('for block mode');
  });

  it('pass mounts back to the host only from privileged containers', () => {
    const volumeMounts = [{ name: 'disk', mountPath: '/d', mountPropagation: 'Bidirectional' }];
    expect(pod({ volumeMounts, securityContext: { privileged: true } }, { volumes: [claim] })).toEqual([]);
    expect(pod({ volumeMounts }, { volumes: [claim] })[0]).toContain('available only to privileged containers');
  });
});

describe('rights of pods', () => {
  it('name a file of a profile where the type asks for one', () => {
    const seccompProfile = { type: 'Localhost' };
    expect(pod({ securityContext: { seccompProfile } })).toEqual([
      'spec.containers[0].securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost',
    ]);
    expect(pod({}, { securityContext: { seccompProfile: { type: 'RuntimeDefault', localhostProfile: 'x' } } })).toEqual(
      [
        'spec.securityContext.seccompProfile.localhostProfile: Invalid value: "x": can only be set when seccomp type is Localhost',
      ],
    );
  });

  it('set kernel settings of their own, once each', () => {
    const sysctls = [
      { name: 'net.core.somaxconn', value: '1' },
      { name: 'net.core.somaxconn', value: '2' },
    ];
    expect(pod({}, { securityContext: { sysctls } })).toEqual([
      'spec.securityContext.sysctls[1].name: Duplicate value: "net.core.somaxconn"',
    ]);
    expect(pod({}, { hostNetwork: true, securityContext: { sysctls: [sysctls[0]] } })[0]).toContain(
      "may not be specified when 'hostNetwork' is set to true",
    );
  });

  it('share no name space with the host when users are their own', () => {
    expect(pod({}, { hostUsers: false, hostPID: true })).toEqual([
      'spec.hostPID: Forbidden: when `hostUsers` is false',
    ]);
  });
});

describe('other fields of pods', () => {
  it('restart for a resize only where containers restart', () => {
    const resizePolicy = [{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }];
    expect(pod({ resizePolicy })).toEqual([]);
    expect(pod({ resizePolicy }, { restartPolicy: 'Never' })[0]).toContain("must be 'NotRequired'");
  });

  it('give the pod as a whole enough for its containers', () => {
    const resources = { requests: { cpu: '1' } };
    expect(pod({ resources }, { resources: { requests: { cpu: '2' } } })).toEqual([]);
    expect(pod({ resources }, { resources: { requests: { cpu: '500m' } } })).toEqual([
      'spec.resources.requests[cpu]: Invalid value: "500m": must be greater than or equal to aggregate container requests of 1',
    ]);
  });

  it('have no node while gates are closed, and no ephemeral containers from the start', () => {
    expect(pod({}, { nodeName: 'n', schedulingGates: [{ name: 'wait' }] })).toEqual([
      'spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared',
    ]);
    const look = { name: 'c', image: 'busybox', imagePullPolicy: 'Always', terminationMessagePolicy: 'File' };
    expect(
      pod({}, { ephemeralContainers: [{ ...look, targetContainerName: 'd', ports: [{ containerPort: 1 }] }] }),
    ).toEqual([
      'spec.ephemeralContainers[0].name: Duplicate value: "c"',
      'spec.ephemeralContainers[0].targetContainerName: Not found: "d"',
      'spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container',
      'spec.ephemeralContainers: Forbidden: cannot be set on create',
    ]);
  });

  it('take keys from the pod only beside a selector that lacks them', () => {
    const spread = { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', matchLabelKeys: ['a'] };
    const said = (more: Fields): string[] => pod({}, { topologySpreadConstraints: [{ ...spread, ...more }] });
    expect(said({ labelSelector: { matchLabels: { b: 'c' } } })).toEqual([]);
    expect(said({})[0]).toContain('must not be specified when labelSelector is not set');
    expect(said({ labelSelector: { matchLabels: { a: 'c' } } })[0]).toContain('exists in both');
  });

  it('read what annotations say to Kubernetes', () => {
    const annotations = { 'controller.kubernetes.io/pod-deletion-cost': 'much', 'kubernetes.io/config.mirror': 'x' };
    expect(pod({}, {}, { annotations }).map((text) => text.split(': ')[2])).toEqual(['"x"', '"much"']);
  });
});
