import { describe, expect, it } from 'vitest';
import { ConsoleWorld } from '../../../testing/console-world.ts';

const world = new ConsoleWorld(1);
const says = (line: string): string => {
  const { out, err } = world.type(line);
  return out + err;
};

describe('generators', () => {
  it.each([
    ['create namespace team', 'namespace/team created\n'],
    ['create deployment web --image=nginx', 'deployment.apps/web created\n'],
    [
      'create deployment web --image=nginx',
      'error: failed to create deployment: deployments.apps "web" already exists\n',
    ],
    ['create deployment other', 'error: required flag(s) "image" not set\n'],
    [
      'create deployment',
      "error: exactly one NAME is required, got 0\nSee 'kubectl create deployment -h' for help and examples\n",
    ],
    ['create service clusterip web --tcp=80:8080', 'service/web created\n'],
    ['create service nodeport np --tcp=80', 'service/np created\n'],
    ['create service externalname en --external-name=example.com', 'service/en created\n'],
    ['create configmap c --from-literal=a=b', 'configmap/c created\n'],
    ['create secret generic s --from-literal=password=x', 'secret/s created\n'],
    ['create secret docker-registry r --docker-username=u --docker-password=p', 'secret/r created\n'],
    ['create serviceaccount robot', 'serviceaccount/robot created\n'],
    ['create role reader --verb=get,list --resource=pods', 'role.rbac.authorization.k8s.io/reader created\n'],
    ['create clusterrole reader --verb=get --resource=nodes', 'clusterrole.rbac.authorization.k8s.io/reader created\n'],
    [
      'create rolebinding b --role=reader --serviceaccount=default:robot',
      'rolebinding.rbac.authorization.k8s.io/b created\n',
    ],
    [
      'create clusterrolebinding b --clusterrole=reader --user=ann',
      'clusterrolebinding.rbac.authorization.k8s.io/b created\n',
    ],
    ['create quota q --hard=pods=20', 'resourcequota/q created\n'],
    ['create ingress i --rule=a.example/=web:80', 'ingress.networking.k8s.io/i created\n'],
    ['create pdb d --selector=app=web --min-available=1', 'poddisruptionbudget.policy/d created\n'],
    ['create priorityclass high --value=1000', 'priorityclass.scheduling.k8s.io/high created\n'],
    ['create job j --image=busybox -- echo hi', 'job.batch/j created\n'],
    ['create cronjob cj --image=busybox --schedule="*/5 * * * *"', 'cronjob.batch/cj created\n'],
    ['create job k --from=cronjob/cj', 'job.batch/k created\n'],
    ['run p --image=nginx --port=80 --expose', 'pod/p created\nservice/p created\n'],
  ])('kubectl %s', (line, text) => {
    expect(says(`kubectl ${line}`)).toBe(text);
  });

  it('show what they would create', () => {
    expect(says('kubectl create deployment d --image=busybox --port=8080 --dry-run=client -o yaml -- sleep 5'))
      .toBe(`apiVersion: apps/v1
kind: Deployment
metadata:
  labels:
    app: d
  name: d
spec:
  replicas: 1
  selector:
    matchLabels:
      app: d
  strategy: {}
  template:
    metadata:
      labels:
        app: d
    spec:
      containers:
      - command:
        - sleep
        - "5"
        image: busybox
        name: busybox
        ports:
        - containerPort: 8080
        resources: {}
status: {}
`);
    expect(says('kubectl create cm x --from-literal=a=b --dry-run=client -o yaml | kubectl apply -f -')).toBe(
      'configmap/x created\n',
    );
  });
});

describe('reading about the cluster', () => {
  it('lists kinds, versions and contexts', () => {
    expect(says('kubectl api-resources --api-group=apps | head -3')).toBe(
      'NAME                  SHORTNAMES   APIVERSION   NAMESPACED   KIND\ncontrollerrevisions                apps/v1      true         ControllerRevision\ndaemonsets            ds           apps/v1      true         DaemonSet\n',
    );
    expect(says('kubectl api-versions | head -2')).toContain('/v1\n');
    expect(says('kubectl version --client')).toMatch(/^Client Version: v1\.\d+\.\d+\nKustomize Version: v5\./);
    expect(says('kubectl config current-context')).toBe('kubarium\n');
    expect(says('kubectl cluster-info')).toContain('Kubernetes control plane is running at https://10.0.0.10:6443\n');
  });

  it('works in another namespace once the context says so', () => {
    expect(says('kubectl config set-context --current --namespace=kube-system')).toBe('Context "kubarium" modified.\n');
    expect(says('kubectl get pods -o name')).toContain('pod/coredns-');
    expect(says('kubectl config set-context --current --namespace=default')).toBe('Context "kubarium" modified.\n');
  });

  it('describes, and finds a pod by the beginning of its name', () => {
    expect(says('kubectl describe svc kubernetes')).toMatch(/^Name: +kubernetes\nNamespace: +default\n/);
    expect(says('kubectl describe pod -n kube-system coredns')).toMatch(/^Name: +coredns-/);
    expect(says('kubectl describe pod nope')).toBe('Error from server (NotFound): pods "nope" not found\n');
  });

  it('tells what a file would change', () => {
    says('kubectl create cm d --from-literal=a=1 --save-config');
    const file = [{ name: 'd.yaml', text: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: d}\ndata: {a: "2"}\n' }];
    const { out, code } = world.type('kubectl diff -f d.yaml', file);
    expect(code).toBe(1);
    expect(out).toContain('-  a: "1"\n+  a: "2"\n');
    expect(says('kubectl replace -f d.yaml')).toBe('configmap/d replaced\n');
    expect(says('kubectl replace -f - <<< "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: zz}"')).toBe(
      'Error from server (NotFound): error when replacing "STDIN": configmaps "zz" not found\n',
    );
  });

  it('helps', () => {
    expect(says('kubectl')).toContain('kubectl controls the Kubernetes cluster manager.');
    expect(says('kubectl scale --help')).toContain('Usage:\n  kubectl scale ');
    expect(says('kubectl rollout --help')).toContain('  undo ');
    expect(says('kubectl cp a pod:b')).toContain('error: cp is not there in Kubarium');
  });
});
