/**
 * Lines for which kubectl has found other words in the course of time, with the minor version of the present ones: the console speaks
 * as the newest kubectl does, so an older one cannot be compared with it there.
 */
export const wordsSince: Readonly<Record<string, number>> = {
  'describe cm kube-root-ca.crt': 31,
  'describe svc kubernetes': 31,
  'describe svc web': 31,
  'exec deploy/web ls': 31,
  'scale deploy nope --replicas=1': 32,
  'top node worker-1': 32,
  'top nodes': 32,
  'wait --for=create deploy/web': 31,
};
