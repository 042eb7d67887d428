import { describe, expect, it } from 'vitest';
import { ConsoleWorld, type ConsoleFile } from '../../testing/console-world.ts';

const web = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: c
        image: nginx:1.25
        envFrom: [{configMapRef: {name: conf}}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
`;
const base = `resources: [web.yaml]
configMapGenerator:
- name: conf
  literals: [a=1, "b=<x>"]
  files: [app.txt]
`;
const overlay = `resources: [../base]
namePrefix: dev-
namespace: team
labels:
- pairs: {env: dev}
  includeSelectors: true
images:
- {name: nginx, newName: httpd, newTag: "2.4"}
replicas:
- {name: web, count: 4}
patches:
- patch: |-
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec: {template: {spec: {containers: [{name: side, image: alpine}]}}}
- target: {kind: Service}
  patch: |-
    - {op: replace, path: /spec/ports/0/port, value: 8080}
`;
const files: readonly ConsoleFile[] = [
  { name: 'base/web.yaml', text: web },
  { name: 'base/app.txt', text: 'hello\n' },
  { name: 'base/kustomization.yaml', text: base },
  { name: 'over/kustomization.yaml', text: overlay },
];

describe('kustomize', () => {
  const world = new ConsoleWorld(1);
  const says = (line: string): string => {
    const { out, err } = world.type(line, files);
    return out + err;
  };

  it('builds a base, with the hash that real kubectl gives', () => {
    expect(says('kubectl kustomize base')).toContain('  name: conf-fg779gbkkh\n');
    expect(says('kubectl kustomize base')).toContain('- configMapRef:\n            name: conf-fg779gbkkh\n');
  });

  it('builds an overlay on it', () => {
    const text = says('kubectl kustomize over');
    expect(text).toContain('  name: dev-conf-fg779gbkkh\n  namespace: team\n');
    expect(text).toContain('  replicas: 4\n  selector:\n    matchLabels:\n      app: web\n      env: dev\n');
    expect(text).toContain('      - image: alpine\n        name: side\n');
    expect(text).toContain('        image: httpd:2.4\n');
    expect(text).toContain('  - port: 8080\n');
  });

  it('is applied, compared and deleted', () => {
    says('kubectl create namespace team');
    expect(says('kubectl apply -k over')).toBe(
      'configmap/dev-conf-fg779gbkkh created\nservice/dev-web created\ndeployment.apps/dev-web created\n',
    );
    expect(says('kubectl apply -k over/')).toContain('deployment.apps/dev-web unchanged\n');
    expect(says('kubectl get -k over -o name')).toContain('deployment.apps/dev-web\n');
    expect(says('kubectl delete -k over')).toContain('deployment.apps "dev-web" deleted');
  });

  it('says what is wrong', () => {
    expect(says('kubectl apply -k nope')).toBe(
      "error: must build at directory: not a valid directory: evalsymlink failure on 'nope' : lstat nope: no such file or directory\n",
    );
    const wrong = [{ name: 'w/kustomization.yaml', text: 'resorces: []\n' }];
    expect(world.type('kubectl kustomize w', wrong).err).toBe(
      'error: invalid Kustomization: json: unknown field "resorces"\n',
    );
  });
});

describe('apply --prune', () => {
  const world = new ConsoleWorld(1);
  const object = (name: string): string =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, labels: {app: x}}\n`;
  const apply = (flags: string, ...names: string[]): string => {
    const { out, err } = world.type(`kubectl apply -f a.yaml ${flags}`, [
      { name: 'a.yaml', text: names.map(object).join('---\n') },
    ]);
    return out + err;
  };

  it('deletes what was applied before and is gone from the files', () => {
    apply('', 'one', 'two');
    world.type('kubectl create configmap other');
    world.type('kubectl label configmap other app=x');
    expect(apply('--prune -l app=x', 'one')).toBe('configmap/one unchanged\nconfigmap/two pruned\n');
    expect(world.type('kubectl get configmap -l app=x -o name').out).toBe('configmap/one\nconfigmap/other\n');
  });

  it('wants to be told what may go', () => {
    expect(apply('--prune', 'one')).toContain(
      'error: all resources selected for prune without explicitly passing --all.',
    );
  });
});
