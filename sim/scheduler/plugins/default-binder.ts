import type { Plugin } from '../framework.ts';

/** Gives the pod its node by a POST to its binding. Models: plugins/defaultbinder/default_binder.go Bind (v1.37). */
export const defaultBinder: Plugin = {
  name: 'DefaultBinder',
  bind(pod, nodeName) {
    const { name = '', namespace = '' } = pod.metadata ?? {};
    const body = { metadata: { name, namespace }, target: { kind: 'Node', name: nodeName } };
    return { verb: 'create', resource: 'pods', subresource: 'binding', namespace, name, body };
  },
};
