// Who may import whom. Inside sim/ the layers read from the bottom up; the components meet only through API objects and messages.

const components = [
  'apiextensions',
  'controllers',
  'scheduler',
  'kubelet',
  'runtime',
  'network',
  'storage',
  'cloud',
  'workload',
];
/** What stands on the components and looks at the whole. */
const upper = ['scenario', 'view', 'kubectl', 'testing', 'conformance'];
const lower = ['engine', 'api', 'etcd', 'apiserver', 'client'];

const inSim = (/** @type {string[]} */ folders) => `^sim/(${folders.join('|')})/`;
const testFiles = '[.]test[.]ts$';

/** A layer imports itself and the layers below it, never one above. Tests may look up: they build whole clusters. */
const layerRules = lower.map((layer, index) => ({
  name: `sim-layer-${layer}`,
  comment: `sim/${layer} imports only the layers below it`,
  severity: 'error',
  from: { path: inSim([layer]), pathNot: testFiles },
  to: { path: inSim([...lower.slice(index + 1), ...components, ...upper]) },
}));

/** A component imports the layers and itself, never another component. The runtime may read the pure models of programs. */
const componentRules = components.map((component) => ({
  name: `sim-component-${component}`,
  comment: `sim/${component} meets the other components only through API objects, watches and messages`,
  severity: 'error',
  from: { path: inSim([component]), pathNot: testFiles },
  to: {
    path: inSim([
      ...components.filter((other) => other !== component && !(component === 'runtime' && other === 'workload')),
      ...upper,
    ]),
  },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...layerRules,
    ...componentRules,
    {
      name: 'sim-is-pure',
      comment: 'sim/ runs in a worker, in Node and in tests: nothing of the host, the page or the desktop',
      severity: 'error',
      from: { path: '^sim/', pathNot: testFiles },
      to: {
        path: [
          '^(renderer|electron|gateway|cli|e2e|[.]ci)/',
          '^node_modules/(?!(xstate|yaml|kubernetes-types|@marcbachmann/cel-js)/)',
        ],
      },
    },
    {
      name: 'sim-no-node',
      comment: 'sim/ has no Node modules',
      severity: 'error',
      from: { path: '^sim/', pathNot: testFiles },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'sim-tests-stay-in-sim',
      comment: 'tests of sim/ need nothing of the page or the desktop',
      severity: 'error',
      from: { path: `^sim/.*${testFiles}` },
      to: { path: '^(renderer|electron|gateway|cli|e2e)/' },
    },
    {
      name: 'protocol-is-data',
      comment: 'sim/protocol.ts says what passes between worker and page: types and plain data of the lowest layers',
      severity: 'error',
      from: { path: '^sim/protocol[.]ts$' },
      to: { path: '^sim/(?!(engine|api)/)' },
    },
    {
      name: 'renderer-sees-the-protocol',
      comment: 'the page knows sim/protocol.ts; the simulator itself runs behind renderer/worker',
      severity: 'error',
      from: { path: '^renderer/', pathNot: ['^renderer/worker/', testFiles] },
      to: { path: '^sim/(?!protocol[.]ts$|view/)' },
    },
    {
      name: 'renderer-takes-types-of-view',
      comment: 'from sim/view the page takes types only',
      severity: 'error',
      from: { path: '^renderer/', pathNot: ['^renderer/worker/', testFiles] },
      to: { path: '^sim/view/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'renderer-is-a-web-page',
      comment: 'renderer/ needs no Node and none of the programs around it',
      severity: 'error',
      from: { path: '^renderer/', pathNot: testFiles },
      to: { path: '^(gateway|cli|e2e|[.]ci)/' },
    },
    {
      name: 'renderer-no-node',
      comment: 'renderer/ has no Node modules',
      severity: 'error',
      from: { path: '^renderer/', pathNot: testFiles },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'renderer-electron-contract',
      comment: 'only renderer/host knows of the desktop',
      severity: 'error',
      from: { path: '^renderer/', pathNot: '^renderer/host/' },
      to: { path: '^electron/' },
    },
    {
      name: 'host-takes-the-contract',
      comment: 'renderer/host takes types from electron/contract.ts, no more',
      severity: 'error',
      from: { path: '^renderer/host/' },
      to: { path: '^electron/(?!contract[.]ts$)' },
    },
    {
      name: 'host-takes-types-only',
      comment: 'renderer/host takes types from electron/contract.ts, no more',
      severity: 'error',
      from: { path: '^renderer/host/' },
      to: { path: '^electron/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'worker-knows-no-page',
      comment: 'the worker speaks sim/protocol.ts and knows nothing of the page',
      severity: 'error',
      from: { path: '^renderer/worker/', pathNot: testFiles },
      to: { path: '^renderer/(?!worker/)' },
    },
    {
      name: 'page-knows-no-worker-code',
      comment: 'the page starts the worker by its URL and imports nothing of it',
      severity: 'error',
      from: { path: '^renderer/', pathNot: ['^renderer/worker/', testFiles] },
      to: { path: '^renderer/worker/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'components-know-no-state',
      comment: 'renderer/components get data as props and give intentions by callbacks',
      severity: 'error',
      from: { path: '^renderer/components/' },
      to: { path: '^renderer/(state|app|graph|panels|present|host|worker)/' },
    },
    {
      name: 'one-cytoscape-adapter',
      comment: 'renderer/graph owns Cytoscape',
      severity: 'error',
      from: { path: '^(renderer|sim|electron|cli|gateway)/', pathNot: '^renderer/graph/' },
      to: { path: '^node_modules/cytoscape/' },
    },
    {
      name: 'electron-stands-alone',
      comment: 'electron/ owns the operating system and nothing else; it switches the gateway',
      severity: 'error',
      from: { path: '^electron/' },
      to: { path: '^(sim|renderer|cli|e2e)/' },
    },
    {
      name: 'contract-is-types',
      comment: 'electron/contract.ts is shared with the page: types only, no imports of its own at run time',
      severity: 'error',
      from: { path: '^electron/contract[.]ts$' },
      to: { dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'gateway-takes-the-protocol',
      comment: 'gateway/ imports the HTTP forms of the API server, types of sim/protocol.ts, and Node',
      severity: 'error',
      from: { path: '^gateway/', pathNot: testFiles },
      to: { path: ['^(renderer|electron|cli|e2e)/', '^sim/(?!protocol[.]ts$|apiserver/http/http[.]ts$)'] },
    },
    {
      name: 'gateway-takes-types-only',
      comment: 'gateway/ imports the HTTP forms of the API server, types of sim/protocol.ts, and Node',
      severity: 'error',
      from: { path: '^gateway/', pathNot: testFiles },
      to: { path: '^sim/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'cli-knows-no-page',
      comment: 'cli/ imports sim/, gateway/ and Node',
      severity: 'error',
      from: { path: '^cli/' },
      to: { path: '^(renderer|electron|e2e)/' },
    },
    {
      name: 'nothing-imports-cli',
      comment: 'cli/ is an end, not a library',
      severity: 'error',
      from: { pathNot: '^cli/' },
      to: { path: '^cli/' },
    },
    {
      name: 'nothing-imports-tests',
      comment: 'a test is nobody’s library',
      severity: 'error',
      from: {},
      to: { path: testFiles },
    },
    {
      name: 'no-circles',
      comment: 'modules that import each other are one module cut in two; circles of types are harmless',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      comment: 'an import that resolves to nothing',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '[?](raw|url|worker|inline)' },
    },
  ],
  options: {
    doNotFollow: { path: '^(node_modules|dist)/' },
    exclude: { path: '^(dist|release)/' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['import', 'svelte', 'browser', 'types', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.d.ts', '.js', '.mjs', '.svelte', '.json'],
    },
    cache: { folder: 'node_modules/.cache/dependency-cruiser', strategy: 'metadata' },
  },
};
