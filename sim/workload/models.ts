/**
 * Workload models of images that people often use. Sizes are those of the compressed images, rounded; times and use are ours.
 * A world may bring models of its own, which go first.
 */
import { parseImageName } from '../api/defaults/image.ts';
import { fullImageName, fullRepository } from '../api/image-reference.ts';
import type { ServedPort, WorkloadModelSpec } from './model.ts';
import type { Toolbox } from './shell/state.ts';

const mebi = 1_048_576;
const milli = 1000;

function http(port: number): ServedPort {
  return { port, protocol: 'TCP', application: 'http' };
}

function tcp(port: number): ServedPort {
  return { port, protocol: 'TCP', application: 'tcp' };
}

/** Web servers: quick to start, small, answer with 200. */
function webServer(
  name: string,
  images: readonly string[],
  sizeMebi: number,
  ports: readonly ServedPort[],
  toolbox: Toolbox = 'debian',
): WorkloadModelSpec {
  return {
    name,
    images,
    sizeBytes: sizeMebi * mebi,
    startMicros: 120 * milli,
    readyMicros: 150 * milli,
    behaviour: 'serve',
    ports,
    memoryBytes: 12 * mebi,
    cpuMillicores: 2,
    requestMicros: 2 * milli,
    httpStatus: 200,
    stopMicros: 80 * milli,
    stopExitCode: 0,
    toolbox,
    processName: name,
  };
}

function nginx(name: string, images: readonly string[], port: number): WorkloadModelSpec {
  return {
    ...webServer(name, images, 69, [http(port)]),
    tools: ['curl'],
    processName: 'nginx: master process nginx -g daemon off;',
    server: 'nginx/1.27.5',
    documentRoot: '/usr/share/nginx/html',
    body: nginxPage,
  };
}

/** Stores: they open their port when their data is read. */
function store(
  name: string,
  images: readonly string[],
  sizeMebi: number,
  port: number,
  readyMillis: number,
): WorkloadModelSpec {
  return {
    name,
    images,
    sizeBytes: sizeMebi * mebi,
    startMicros: readyMillis * milli,
    readyMicros: readyMillis * milli,
    behaviour: 'serve',
    ports: [tcp(port)],
    memoryBytes: 60 * mebi,
    cpuMillicores: 8,
    requestMicros: 1 * milli,
    stopMicros: 300 * milli,
    stopExitCode: 0,
    toolbox: 'debian',
    processName: name,
  };
}

/** Applications: known by size and start-up; their ports are the container's. */
function application(
  name: string,
  images: readonly string[],
  sizeMebi: number,
  readyMillis: number,
  memoryMebi = 48,
): WorkloadModelSpec {
  return {
    name,
    images,
    sizeBytes: sizeMebi * mebi,
    startMicros: readyMillis * milli,
    readyMicros: readyMillis * milli,
    behaviour: 'serve',
    memoryBytes: memoryMebi * mebi,
    cpuMillicores: 10,
    requestMicros: 4 * milli,
    httpStatus: 200,
    stopMicros: 150 * milli,
    stopExitCode: 0,
  };
}

/** Toolboxes whose entrypoint is a shell: without a terminal it reads the end of its input and ends. */
function toolbox(name: string, images: readonly string[], sizeMebi: number, tools: Toolbox): WorkloadModelSpec {
  return {
    toolbox: tools,
    name,
    images,
    sizeBytes: sizeMebi * mebi,
    startMicros: 10 * milli,
    behaviour: 'exit',
    command: ['sh'],
    runsArgs: true,
    exitCode: 0,
    runMicros: 5 * milli,
    memoryBytes: 2 * mebi,
    cpuMillicores: 1,
  };
}

/** What nginx shows before it has pages of its own. Differs: its words are the known ones, its styles are left out. */
const nginxPage = `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server is successfully installed and
working. Further configuration is required.</p>

<p><em>Thank you for using nginx.</em></p>
</body>
</html>
`;

const boutique = 'us-central1-docker.pkg.dev/online-boutique-ci/microservices-demo';

/** Models of Kubernetes' own images. */
const systemModels: readonly WorkloadModelSpec[] = [
  {
    ...toolbox('pause', ['registry.k8s.io/pause', 'gcr.io/google-containers/pause', 'k8s.gcr.io/pause'], 0.3, 'none'),
    behaviour: 'sleep',
    command: ['tail', '-f', '/dev/null'],
    runsArgs: false,
  },
  {
    ...application('coredns', ['registry.k8s.io/coredns/coredns', 'coredns/coredns'], 20, 400, 18),
    ports: [{ port: 53, protocol: 'UDP', application: 'tcp' }, tcp(53), http(8080), http(8181), http(9153)],
    requestMicros: 200,
    toolbox: 'none',
    processName: '/coredns -conf /etc/coredns/Corefile',
  },
  { ...application('kube-proxy', ['registry.k8s.io/kube-proxy'], 27, 300, 20), toolbox: 'none' },
  {
    ...application('metrics-server', ['registry.k8s.io/metrics-server/metrics-server'], 19, 2500, 24),
    toolbox: 'none',
  },
  {
    ...application('ingress-nginx', ['registry.k8s.io/ingress-nginx/controller'], 112, 1800, 95),
    toolbox: 'alpine',
    tools: ['curl', 'bash'],
  },
  {
    ...toolbox('kube-webhook-certgen', ['registry.k8s.io/ingress-nginx/kube-webhook-certgen'], 24, 'none'),
    command: ['sleep', '1'],
    runsArgs: false,
    runMicros: 1000 * milli,
  },
  {
    ...application('e2e-agnhost', ['registry.k8s.io/e2e-test-images/agnhost'], 48, 150),
    ports: [http(8080), http(80)],
  },
  application('echoserver', ['registry.k8s.io/echoserver', 'k8s.gcr.io/echoserver'], 44, 200),
  application('hpa-example', ['registry.k8s.io/hpa-example', 'k8s.gcr.io/hpa-example'], 138, 500),
];

/** Models of images that everybody can pull. */
const commonModels: readonly WorkloadModelSpec[] = [
  nginx('nginx', ['nginx', 'public.ecr.aws/nginx/nginx'], 80),
  nginx('nginx-unprivileged', ['nginxinc/nginx-unprivileged'], 8080),
  {
    ...webServer('httpd', ['httpd'], 56, [http(80)]),
    processName: 'httpd -DFOREGROUND',
    server: 'Apache/2.4.65 (Unix)',
    documentRoot: '/usr/local/apache2/htdocs',
    body: '<html><body><h1>It works!</h1></body></html>\n',
  },
  webServer('caddy', ['caddy'], 17, [http(80), http(443)], 'alpine'),
  webServer('traefik', ['traefik'], 47, [http(80), http(8080)], 'alpine'),
  webServer('haproxy', ['haproxy'], 40, [http(80)]),
  {
    ...webServer('whoami', ['traefik/whoami', 'containous/whoami'], 3, [http(80)], 'none'),
    body: 'Hostname: {hostname}\nIP: 127.0.0.1\nIP: {ip}\n{method} {path} HTTP/1.1\nHost: {host}\nAccept: */*\n\n',
  },
  webServer('http-echo', ['hashicorp/http-echo'], 4, [http(5678)], 'none'),
  {
    ...webServer(
      'hello-app',
      ['gcr.io/google-samples/hello-app', 'us-docker.pkg.dev/google-samples/containers/gke/hello-app'],
      4,
      [http(8080)],
      'none',
    ),
    body: 'Hello, world!\nVersion: 1.0.0\nHostname: {hostname}\n',
  },
  webServer('hello-kubernetes', ['paulbouwer/hello-kubernetes'], 38, [http(8080)], 'alpine'),
  webServer('nginx-hello', ['nginxdemos/hello'], 38, [http(80)], 'alpine'),
  store('redis', ['redis', 'registry.k8s.io/redis', 'valkey/valkey', 'bitnami/redis'], 50, 6379, 250),
  { ...store('mariadb', ['mariadb'], 120, 3306, 5500), memoryBytes: 110 * mebi },
  store('memcached', ['memcached'], 30, 11_211, 80),
  { ...store('postgres', ['postgres', 'bitnami/postgresql'], 156, 5432, 3200), requiredEnv: ['POSTGRES_PASSWORD'] },
  {
    ...store('mysql', ['mysql'], 232, 3306, 8500),
    memoryBytes: 380 * mebi,
    requiredEnv: ['MYSQL_ROOT_PASSWORD'],
  },
  { ...store('mongo', ['mongo'], 268, 27_017, 2600), memoryBytes: 150 * mebi },
  { ...store('rabbitmq', ['rabbitmq'], 102, 5672, 9000), ports: [tcp(5672), http(15_672)], memoryBytes: 130 * mebi },
  {
    ...store('kafka', ['apache/kafka', 'confluentinc/cp-kafka', 'bitnami/kafka'], 390, 9092, 9500),
    memoryBytes: 420 * mebi,
  },
  {
    ...store('elasticsearch', ['elasticsearch', 'docker.elastic.co/elasticsearch/elasticsearch'], 620, 9200, 18_000),
    memoryBytes: 900 * mebi,
  },
  {
    ...store('etcd', ['quay.io/coreos/etcd', 'registry.k8s.io/etcd'], 60, 2379, 600),
    memoryBytes: 40 * mebi,
    toolbox: 'none',
  },
  {
    ...application('prometheus', ['prom/prometheus', 'quay.io/prometheus/prometheus'], 108, 2200, 120),
    toolbox: 'busybox',
  },
  { ...application('grafana', ['grafana/grafana'], 148, 4200, 90), toolbox: 'alpine', tools: ['curl', 'bash'] },
  { ...application('wordpress', ['wordpress'], 240, 1500, 70), toolbox: 'debian', tools: ['curl'] },
  { ...application('node', ['node'], 390, 600), toolbox: 'debian', tools: ['curl', 'wget', 'ps'] },
  { ...application('python', ['python'], 365, 500), toolbox: 'debian', tools: ['curl', 'wget', 'ps'] },
  application('fluentd', ['fluentd', 'fluent/fluentd', 'fluent/fluent-bit'], 42, 900),
  toolbox(
    'busybox',
    ['busybox', 'registry.k8s.io/busybox', 'gcr.io/google-containers/busybox', 'k8s.gcr.io/busybox'],
    2,
    'busybox',
  ),
  toolbox('alpine', ['alpine'], 3.5, 'alpine'),
  toolbox('debian', ['debian', 'ubuntu', 'fedora', 'bash'], 30, 'debian'),
  { ...toolbox('curl', ['curlimages/curl'], 10, 'alpine'), tools: ['curl'] },
  { ...toolbox('busyboxplus', ['radial/busyboxplus'], 10, 'busybox'), tools: ['curl'] },
  { ...toolbox('netshoot', ['nicolaka/netshoot'], 10, 'alpine'), tools: ['curl', 'dig', 'host', 'bash'] },
  {
    ...toolbox('dnsutils', ['registry.k8s.io/e2e-test-images/jessie-dnsutils'], 10, 'debian'),
    tools: ['nslookup', 'dig', 'host', 'ping', 'ps'],
  },
  {
    ...toolbox('hello-world', ['hello-world'], 0.01, 'none'),
    command: ['echo', 'Hello from Docker!'],
    runsArgs: false,
  },
  { ...toolbox('perl', ['perl'], 350, 'debian'), command: ['sleep', '5'] },
];

/** Models of the applications that tutorials deploy. */
const demoModels: readonly WorkloadModelSpec[] = [
  application(
    'guestbook-frontend',
    [
      'gcr.io/google-samples/gb-frontend',
      'gcr.io/google_samples/gb-frontend',
      'us-docker.pkg.dev/google-samples/containers/gke/gb-frontend',
    ],
    160,
    700,
  ),
  store(
    'guestbook-redis',
    [
      'gcr.io/google_samples/gb-redisslave',
      'gcr.io/google_samples/gb-redis-follower',
      'gcr.io/google-samples/gb-redis-follower',
    ],
    45,
    6379,
    400,
  ),
  application('voting-vote', ['dockersamples/examplevotingapp_vote'], 58, 900),
  application('voting-result', ['dockersamples/examplevotingapp_result'], 92, 1100),
  application('voting-worker', ['dockersamples/examplevotingapp_worker'], 88, 1300),
  application(
    'boutique-java',
    [`${boutique}/adservice`, 'gcr.io/google-samples/microservices-demo/adservice'],
    145,
    6000,
    180,
  ),
  application(
    'boutique-dotnet',
    [`${boutique}/cartservice`, 'gcr.io/google-samples/microservices-demo/cartservice'],
    48,
    2500,
    64,
  ),
  application('boutique', [`${boutique}/*`, 'gcr.io/google-samples/microservices-demo/*'], 45, 900),
  application('bookinfo', ['docker.io/istio/examples-bookinfo-*', 'istio/examples-bookinfo-*'], 180, 2500, 120),
];

/** Every model that comes with the simulator, particular ones before general ones. */
export const builtInModels: readonly WorkloadModelSpec[] = [...systemModels, ...commonModels, ...demoModels];

interface ModelIndex {
  readonly byName: ReadonlyMap<string, WorkloadModelSpec>;
  readonly prefixes: readonly { readonly prefix: string; readonly model: WorkloadModelSpec }[];
}

const indexes = new WeakMap<readonly WorkloadModelSpec[], ModelIndex>();

function buildIndex(models: readonly WorkloadModelSpec[]): ModelIndex {
  const byName = new Map<string, WorkloadModelSpec>();
  const prefixes: { prefix: string; model: WorkloadModelSpec }[] = [];
  for (const model of models) {
    for (const image of model.images) {
      if (image.endsWith('*')) {
        prefixes.push({ prefix: fullRepository(image.slice(0, -1)), model });
        continue;
      }
      const { tag, digest } = parseImageName(image);
      const name = tag === '' && digest === '' ? fullRepository(image) : fullImageName(image);
      if (!byName.has(name)) byName.set(name, model);
    }
  }
  return { byName, prefixes };
}

function find(models: readonly WorkloadModelSpec[], image: string): WorkloadModelSpec | undefined {
  let index = indexes.get(models);
  if (index === undefined) {
    index = buildIndex(models);
    indexes.set(models, index);
  }
  const repository = fullRepository(parseImageName(image).repository);
  return (
    index.byName.get(fullImageName(image)) ??
    index.byName.get(repository) ??
    index.prefixes.find(({ prefix }) => repository.startsWith(prefix))?.model
  );
}

/**
 * The model of an image: the world's own, else one that comes with the simulator, else none.
 * With tag and digest first, then by repository, then by prefix; short and full names are the same.
 */
export function modelForImage(image: string, worldModels: readonly WorkloadModelSpec[]): WorkloadModelSpec | undefined {
  return (worldModels.length === 0 ? undefined : find(worldModels, image)) ?? find(builtInModels, image);
}
