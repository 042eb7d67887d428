import { writeYaml } from '../../sim/api/yaml/write.ts';
import { readManifests } from '../../sim/api/yaml/manifests.ts';
import type { TextProblem } from '../../sim/protocol.ts';
import { checkFormat } from '../../sim/scenario/formats/validate.ts';
import type { SchedulerConfiguration } from '../../sim/scheduler/configuration.ts';
import { schedulerConfiguration } from '../../sim/scheduler/settings.ts';
import type { OpenSession } from './open-session.ts';
import { Refusal } from './refusal.ts';

const apiVersion = 'kubescheduler.config.k8s.io/v1';
const kind = 'KubeSchedulerConfiguration';
const fileName = 'scheduler.yaml';

/** The configuration that the scheduler of a session works by, as the file that kube-scheduler is given. */
export function configurationText({ simulation }: OpenSession): { text: string; isDefault: boolean } {
  const configuration = schedulerConfiguration(simulation.engine);
  const shown = configuration ?? { profiles: [{ schedulerName: 'default-scheduler' }] };
  return { text: writeYaml({ ...shown, apiVersion, kind }), isDefault: configuration === undefined };
}

/** What a text says, or what is wrong with it, each problem at its line. An empty one means the defaults. */
export function readConfiguration(text: string): {
  configuration: SchedulerConfiguration;
  problems: TextProblem[];
} {
  const { documents, errors } = readManifests(text, fileName);
  const problem = (line: number, column: number, message: string): TextProblem => {
    return { file: fileName, line, column, message, severity: 'error' };
  };
  if (errors.length > 0) {
    return { configuration: {}, problems: errors.map(({ line, column, message }) => problem(line, column, message)) };
  }
  const [document, second] = documents;
  if (document === undefined) return { configuration: {}, problems: [] };
  if (second !== undefined) {
    return { configuration: {}, problems: [problem(second.line, 1, 'expected one document, got another one')] };
  }
  const at = (path: string, message: string): TextProblem => {
    const { line, column } = document.locate(path);
    return problem(line, column, path === '' ? message : `${path}: ${message}`);
  };
  const { value } = document;
  const wrong = [
    ...(value['kind'] === kind ? [] : [at('kind', `expected "${kind}", got "${String(value['kind'] ?? '')}"`)]),
    ...(value['apiVersion'] === apiVersion
      ? []
      : [at('apiVersion', `expected "${apiVersion}", got "${String(value['apiVersion'] ?? '')}"`)]),
  ];
  if (wrong.length > 0) return { configuration: {}, problems: wrong };
  const world = { apiVersion: 'kubarium.dev/v1', kind: 'World', spec: { schedulerConfiguration: value } };
  const prefix = 'spec.schedulerConfiguration';
  const { problems } = checkFormat(world, 'World');
  const own = problems.map(({ path, message }) => at(path.slice(prefix.length).replace(/^\./, ''), message));
  const { kind: _kind, apiVersion: _apiVersion, ...configuration } = value;
  return { configuration: own.length > 0 ? {} : (configuration as SchedulerConfiguration), problems: own };
}

/** The configuration that a text gives. Throws a {@link Refusal} with the problems at their lines. */
export function demandConfiguration(text: string): SchedulerConfiguration {
  const { configuration, problems } = readConfiguration(text);
  if (problems.length > 0)
    throw new Refusal('The configuration has mistakes; the scheduler goes on as it is.', problems);
  return configuration;
}
