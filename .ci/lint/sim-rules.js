// What code in sim/ may not touch: everything that differs from one run, machine, browser or locale to another.

const mathMembers = ['abs', 'floor', 'ceil', 'round', 'trunc', 'min', 'max', 'sign', 'sqrt', 'imul', 'clz32'];

/** Names of the host: clocks, chance, timers, queues of the JavaScript engine, and objects that reach them. */
const forbiddenGlobals = [
  ['Date', 'the engine owns time (Micros)'],
  ['performance', 'the engine owns time (Micros)'],
  ['setTimeout', 'delays are events in the engine’s queue'],
  ['setInterval', 'delays are events in the engine’s queue'],
  ['setImmediate', 'delays are events in the engine’s queue'],
  ['clearTimeout', 'delays are events in the engine’s queue'],
  ['clearInterval', 'delays are events in the engine’s queue'],
  ['queueMicrotask', 'order comes from the engine’s queue alone'],
  ['requestAnimationFrame', 'delays are events in the engine’s queue'],
  ['requestIdleCallback', 'delays are events in the engine’s queue'],
  ['Promise', 'order comes from the engine’s queue alone'],
  ['crypto', 'chance comes from the engine’s seeded streams'],
  ['Intl', 'nothing depends on a locale'],
  ['WeakRef', 'nothing depends on garbage collection'],
  ['FinalizationRegistry', 'nothing depends on garbage collection'],
  ['globalThis', 'the simulator has no host'],
  ['self', 'the simulator has no host'],
  ['window', 'the simulator has no host'],
  ['document', 'the simulator has no host'],
  ['navigator', 'the simulator has no host'],
  ['process', 'the simulator has no host'],
  ['Buffer', 'the simulator has no host'],
  ['require', 'the simulator has no host'],
  ['fetch', 'the simulator has no host'],
  ['console', 'say it by the trace or an error'],
  ['eval', 'no code from text'],
  ['Function', 'no code from text'],
].map(([name, reason]) => ({ name, message: `Not in sim/: ${reason}.` }));

const syntax = (/** @type {string} */ selector, /** @type {string} */ message) => ({
  selector,
  message: `Not in sim/: ${message}.`,
});

const forbiddenSyntax = [
  syntax(
    `MemberExpression[object.name="Math"][computed=false]:not([property.name=/^(${mathMembers.join('|')})$/])`,
    `only Math.${mathMembers.join(', ')} give the same result in every engine`,
  ),
  syntax('MemberExpression[object.name="Math"][computed=true]', 'name the member of Math'),
  syntax(':not(MemberExpression, TSQualifiedName) > Identifier[name="Math"]', 'name the member of Math'),
  syntax(
    'BinaryExpression[operator="**"]:not([left.bigint], [right.bigint])',
    '** differs between engines on fractions; multiply, use a table, or whole bigint literals',
  ),
  syntax('AssignmentExpression[operator="**="]', '** differs between engines on fractions; multiply, or use a table'),
  syntax(':function[async=true]', 'order comes from the engine’s queue alone (async)'),
  syntax('AwaitExpression', 'order comes from the engine’s queue alone (await)'),
  syntax('ForOfStatement[await=true]', 'order comes from the engine’s queue alone (for await)'),
  syntax(
    'TSTypeReference > Identifier[name=/^(Date|Promise|PromiseLike|AsyncGenerator|AsyncIterable|WeakRef)$/]',
    'this type promises what the simulator cannot have',
  ),
  syntax('ImportExpression', 'no import at run time'),
  syntax('MemberExpression[property.name=/^toLocale/]', 'nothing depends on a locale'),
  syntax('MemberExpression[property.value=/^(toLocale|localeCompare$)/]', 'nothing depends on a locale'),
  syntax('MemberExpression[property.name="localeCompare"]', 'compare strings with <'),
];

/** @type {import('eslint').Linter.RulesRecord} */
export const simRules = {
  'no-restricted-globals': ['error', ...forbiddenGlobals],
  'no-restricted-syntax': ['error', ...forbiddenSyntax],
};
