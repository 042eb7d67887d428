/** The texts of `--help`. Models: kubectl pkg/util/templates (v1.37). */
import type { FlagDef } from './flags.ts';
import type { CommandDef } from './verbs/command.ts';

/** The help of one command: what it does, examples, options, usage. */
export function helpText(command: CommandDef): string {
  const { examples = [] } = command;
  const parts = [command.long ?? `${command.short}.`];
  if (examples.length > 0) {
    parts.push(`Examples:\n${examples.map(([comment, line]) => `  # ${comment}\n  ${line}`).join('\n\n')}`);
  }
  if (command.flags.length > 0) parts.push(`Options:\n${optionsText(command.flags)}`);
  parts.push(`Usage:\n  kubectl ${command.path} ${command.usage}`);
  parts.push('Use "kubectl options" for a list of global command-line options (applies to all commands).');
  return `${parts.join('\n\n')}\n`;
}

/** The options of a command, each with what it begins with and what it does. */
export function optionsText(flags: readonly FlagDef[]): string {
  const sorted = [...flags].sort((a, b) => (a.name < b.name ? -1 : 1));
  return sorted.map((flag) => `${flagHead(flag)}\n\t${flag.help}`).join('\n\n');
}

function flagHead({ name, short, type, initial = '' }: FlagDef): string {
  const isText = type === 'string' || type === 'optional';
  const value = isText ? `'${initial}'` : initial === '' && (type === 'strings' || type === 'array') ? '[]' : initial;
  const shown = type === 'optional' ? `"${initial}"` : value;
  return `${short === undefined ? '    ' : `    -${short}, `}--${name}=${shown}:`;
}

/** The help of a command that only has others below it. */
export function groupHelp(path: string, about: string, below: readonly CommandDef[]): string {
  const depth = path.split(' ').length;
  const names = below.map((command) => command.path.split(' ').slice(depth).join(' '));
  const width = Math.max(...names.map((name) => name.length));
  const list = below.map((command, index) => `  ${(names[index] ?? '').padEnd(width)}   ${command.short}`);
  return `${about}\n\nAvailable Commands:\n${list.join('\n')}\n\nUsage:\n  kubectl ${path} SUBCOMMAND [options]\n\nUse "kubectl ${path} <command> --help" for more information about a given command.\nUse "kubectl options" for a list of global command-line options (applies to all commands).\n`;
}

/** The groups in which kubectl lists its commands. */
const sections: readonly (readonly [string, readonly string[]])[] = [
  ['Basic Commands (Beginner)', ['create', 'expose', 'run', 'set']],
  ['Basic Commands (Intermediate)', ['explain', 'get', 'edit', 'delete']],
  ['Deploy Commands', ['rollout', 'scale', 'autoscale']],
  ['Cluster Management Commands', ['cluster-info', 'top', 'cordon', 'uncordon', 'drain', 'taint']],
  ['Troubleshooting and Debugging Commands', ['describe', 'logs', 'exec', 'port-forward', 'cp', 'auth', 'events']],
  ['Advanced Commands', ['diff', 'apply', 'patch', 'replace', 'wait']],
  ['Settings Commands', ['label', 'annotate']],
  ['Other Commands', ['api-resources', 'api-versions', 'config', 'version']],
];

/** The help of kubectl itself. `shortOf` gives the line of a command, or of a group of commands. */
export function rootHelp(shortOf: (name: string) => string): string {
  const parts = sections.map(([title, names]) => {
    const width = Math.max(...names.map((name) => name.length));
    return `${title}:\n${names.map((name) => `  ${name.padEnd(width)}   ${shortOf(name)}`).join('\n')}`;
  });
  return `kubectl controls the Kubernetes cluster manager.\n\n Find more information at: https://kubernetes.io/docs/reference/kubectl/\n\n${parts.join('\n\n')}\n\nUsage:\n  kubectl [flags] [options]\n\nUse "kubectl <command> --help" for more information about a given command.\nUse "kubectl options" for a list of global command-line options (applies to all commands).\n`;
}
