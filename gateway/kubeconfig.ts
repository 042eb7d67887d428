/** The kubeconfig of a gateway: a file of its own, for whoever may read it is the cluster's master. */
import { stringify } from 'yaml';

export interface KubeconfigOptions {
  readonly url: string;
  /** PEM text of the certificate that the gateway shows; `null` on plain HTTP. */
  readonly certificate: string | null;
  readonly token: string;
}

/** The text of a kubeconfig for kubectl, client-node and whoever else reads one. */
export function kubeconfigText({ url, certificate, token }: KubeconfigOptions): string {
  const trust =
    certificate === null
      ? { 'insecure-skip-tls-verify': true }
      : { 'certificate-authority-data': Buffer.from(certificate).toString('base64') };
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'kubarium', cluster: { server: url, ...trust } }],
    users: [{ name: 'kubernetes-admin', user: { token } }],
    contexts: [{ name: 'kubarium', context: { cluster: 'kubarium', user: 'kubernetes-admin', namespace: 'default' } }],
    'current-context': 'kubarium',
  });
}
