import { describe, expect, it } from 'vitest';
import { decodeBase64, encodeBase64, utf8Length } from '../base64.ts';
import type { Container, Deployment, Pod, PodSpec, Secret, Service } from '../types.ts';
import { applyDefaults } from './defaults.ts';
import { defaultPullPolicy, parseImageName } from './image.ts';
import { defaultPod } from './pod.ts';

function pod(spec: Partial<PodSpec>): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: { containers: [{ name: 'c', image: 'nginx' }], ...spec },
  };
}

function containerOf(spec: Partial<Container>): Container | undefined {
  return applyDefaults(pod({ containers: [{ name: 'c', image: 'nginx:1.29', ...spec }] })).spec?.containers[0];
}

describe('pods', () => {
  it('get the defaults of v1.37', () => {
    expect(applyDefaults(pod({})).spec).toEqual({
      containers: [
        {
          name: 'c',
          image: 'nginx',
          imagePullPolicy: 'Always',
          resources: {},
          terminationMessagePath: '/dev/termination-log',
          terminationMessagePolicy: 'File',
        },
      ],
      dnsPolicy: 'ClusterFirst',
      enableServiceLinks: true,
      restartPolicy: 'Always',
      schedulerName: 'default-scheduler',
      securityContext: {},
      terminationGracePeriodSeconds: 30,
    });
  });

  it('stay the same object once they are whole', () => {
    const whole = applyDefaults(pod({ volumes: [{ name: 'v' }] }));
    expect(applyDefaults(whole)).toBe(whole);
    expect(applyDefaults(structuredClone(whole))).toEqual(whole);
  });

  it('request what they limit, unless they say otherwise', () => {
    const resources = { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '100m' } };
    expect(containerOf({ resources })?.resources?.requests).toEqual({ cpu: '100m', memory: '1Gi' });
  });

  it('get whole probes, where zero means unset', () => {
    const probe = containerOf({ livenessProbe: { httpGet: { port: 80 }, periodSeconds: 0 } })?.livenessProbe;
    expect(probe).toEqual({
      httpGet: { port: 80, path: '/', scheme: 'HTTP' },
      timeoutSeconds: 1,
      periodSeconds: 10,
      successThreshold: 1,
      failureThreshold: 3,
    });
  });

  it('make volumes without a source empty directories, and give files mode 0644', () => {
    const spec = applyDefaults(pod({ volumes: [{ name: 'a' }, { name: 'b', configMap: { name: 'm' } }] })).spec;
    expect(spec?.volumes).toEqual([
      { name: 'a', emptyDir: {} },
      { name: 'b', configMap: { name: 'm', defaultMode: 420 } },
    ]);
  });

  it('on the host network have host ports; templates do not', () => {
    const containers: Container[] = [{ name: 'c', image: 'i', ports: [{ containerPort: 80 }] }];
    const spec = applyDefaults(pod({ hostNetwork: true, containers })).spec;
    expect(spec?.containers[0]?.ports).toEqual([{ containerPort: 80, hostPort: 80, protocol: 'TCP' }]);
  });

  it('made from a whole template share its containers', () => {
    const template = applyDefaults(deployment({})).spec?.template.spec;
    const made = defaultPod({ metadata: { name: 'p' }, ...(template === undefined ? {} : { spec: template }) });
    expect(made.spec?.containers).toBe(template?.containers);
  });
});

describe('images', () => {
  it('are pulled always by the tag latest or none, else when not present', () => {
    expect(defaultPullPolicy('nginx')).toBe('Always');
    expect(defaultPullPolicy('localhost:5000/nginx')).toBe('Always');
    expect(defaultPullPolicy('nginx:latest')).toBe('Always');
    expect(defaultPullPolicy('nginx:1.29')).toBe('IfNotPresent');
    expect(defaultPullPolicy('nginx@sha256:abc')).toBe('IfNotPresent');
  });

  it('split into repository, tag and digest', () => {
    expect(parseImageName('a.io:5000/b/c:1@sha256:d')).toEqual({
      repository: 'a.io:5000/b/c',
      tag: '1',
      digest: 'sha256:d',
    });
  });
});

function deployment(spec: Record<string, unknown>): Deployment {
  const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'd' },
    spec: { selector: { matchLabels: { a: 'b' } }, template, ...spec },
  };
}

describe('deployments', () => {
  it('roll by quarters, keep ten revisions, and have ten minutes', () => {
    const spec = applyDefaults(deployment({})).spec;
    expect(spec?.strategy).toEqual({
      type: 'RollingUpdate',
      rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' },
    });
    expect([spec?.replicas, spec?.revisionHistoryLimit, spec?.progressDeadlineSeconds]).toEqual([1, 10, 600]);
    expect(spec?.template.spec?.enableServiceLinks).toBeUndefined();
  });

  it('keep zero replicas and half a rolling update', () => {
    const spec = applyDefaults(deployment({ replicas: 0, strategy: { rollingUpdate: { maxSurge: 1 } } })).spec;
    expect(spec?.replicas).toBe(0);
    expect(spec?.strategy?.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: '25%' });
    expect(applyDefaults(deployment({ strategy: { type: 'Recreate' } })).spec?.strategy).toEqual({ type: 'Recreate' });
  });
});

describe('services', () => {
  function service(spec: Record<string, unknown>): Service['spec'] {
    return applyDefaults<Service>({ apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec }).spec;
  }

  it('send each port to the same port of the pods', () => {
    expect(service({ selector: { a: 'b' }, ports: [{ port: 80 }] })).toEqual({
      selector: { a: 'b' },
      ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
      type: 'ClusterIP',
      sessionAffinity: 'None',
      internalTrafficPolicy: 'Cluster',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
    });
  });

  it('open to the outside have an external policy', () => {
    expect(service({ type: 'NodePort' })?.externalTrafficPolicy).toBe('Cluster');
    expect(service({ type: 'LoadBalancer' })?.allocateLoadBalancerNodePorts).toBe(true);
    expect(service({ type: 'ExternalName' })?.internalTrafficPolicy).toBeUndefined();
  });

  it('sticky by client hold for three hours', () => {
    expect(service({ sessionAffinity: 'ClientIP' })?.sessionAffinityConfig).toEqual({
      clientIP: { timeoutSeconds: 10800 },
    });
  });
});

describe('small kinds', () => {
  it('label a namespace with its name', () => {
    const namespace = applyDefaults({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    expect(namespace).toMatchObject({
      metadata: { labels: { 'kubernetes.io/metadata.name': 'shop' } },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    });
  });

  it('encode the plain texts of a secret', () => {
    const secret: Secret = { apiVersion: 'v1', kind: 'Secret', metadata: {}, stringData: { k: 'päss' } };
    expect(applyDefaults(secret)).toEqual({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {},
      type: 'Opaque',
      data: { k: 'cMOkc3M=' },
    });
  });
});

describe('base64', () => {
  it('agrees with the host on bytes and length', () => {
    for (const text of ['', 'a', 'ab', 'abc', 'héllo', '日本', '😀x']) {
      const bytes = Buffer.from(text, 'utf8');
      expect(encodeBase64(text)).toBe(bytes.toString('base64'));
      expect(decodeBase64(encodeBase64(text))).toEqual([...bytes]);
      expect(utf8Length(text)).toBe(bytes.length);
    }
  });
});
