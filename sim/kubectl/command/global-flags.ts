import type { FlagDef } from './flags.ts';

const text = (name: string, help: string, short?: string): FlagDef => ({
  name,
  type: 'string',
  initial: '',
  help,
  ...(short === undefined ? {} : { short }),
});

/** Options that every command has. Models: `kubectl options` (v1.37). */
export const globalFlags: readonly FlagDef[] = [
  text('as', 'Username to impersonate for the operation.'),
  { name: 'as-group', type: 'array', initial: '[]', help: 'Group to impersonate for the operation.' },
  text('as-uid', 'UID to impersonate for the operation.'),
  text('cache-dir', 'Default cache directory'),
  text('certificate-authority', 'Path to a cert file for the certificate authority'),
  text('client-certificate', 'Path to a client certificate file for TLS'),
  text('client-key', 'Path to a client key file for TLS'),
  text('cluster', 'The name of the kubeconfig cluster to use'),
  text('context', 'The name of the kubeconfig context to use'),
  {
    name: 'insecure-skip-tls-verify',
    type: 'bool',
    initial: 'false',
    help: 'If true, the server certificate is not checked.',
  },
  text('kubeconfig', 'Path to the kubeconfig file to use for CLI requests.'),
  {
    name: 'match-server-version',
    type: 'bool',
    initial: 'false',
    help: 'Require server version to match client version',
  },
  text('namespace', 'If present, the namespace scope for this CLI request', 'n'),
  {
    name: 'request-timeout',
    type: 'string',
    initial: '0',
    help: 'The length of time to wait before giving up on a single server request.',
  },
  text('server', 'The address and port of the Kubernetes API server', 's'),
  text('token', 'Bearer token for authentication to the API server'),
  text('user', 'The name of the kubeconfig user to use'),
  { name: 'v', short: 'v', type: 'string', initial: '0', help: 'number for the log level verbosity' },
  {
    name: 'warnings-as-errors',
    type: 'bool',
    initial: 'false',
    help: 'Treat warnings received from the server as errors and exit with a non-zero exit code',
  },
  { name: 'help', short: 'h', type: 'bool', initial: 'false', help: 'help for the command' },
];
