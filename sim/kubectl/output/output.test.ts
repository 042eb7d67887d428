import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../api/types.ts';
import { objectName, parseOutput, renderObjects, sortByPath } from './index.ts';

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'web-0',
    namespace: 'default',
    managedFields: [{ manager: 'kubectl' }],
    labels: { b: 'yes', a: '1' },
  },
  spec: { containers: [{ name: 'web', image: 'nginx:1.27', args: ['-c', 'a\nb\n'] }] },
} as KubeObject;
const other: KubeObject = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } };

describe('parseOutput', () => {
  it('reads tables, documents and templates', () => {
    expect(parseOutput(undefined)).toEqual({ type: 'table', wide: false });
    expect(parseOutput('wide')).toEqual({ type: 'table', wide: true });
    expect(parseOutput('jsonpath={.a}=b')).toEqual({ type: 'jsonpath', template: '{.a}=b', asJson: false });
    expect(parseOutput('go-template', { template: '{{.a}}' })).toEqual({ type: 'go-template', template: '{{.a}}' });
  });

  it('reads columns from a file of heads and paths', () => {
    const readFile = (): string => 'NAME        NODE\n.metadata.name .spec.nodeName\n';
    const spec = 'NAME:.metadata.name,NODE:.spec.nodeName';
    expect(parseOutput('custom-columns-file=x', { readFile })).toEqual({ type: 'custom-columns', spec });
  });

  it('refuses unknown formats and missing templates in kubectl’s words', () => {
    expect(() => parseOutput('xml')).toThrow(
      'unable to match a printer suitable for the output format "xml", allowed formats are: custom-columns,',
    );
    expect(() => parseOutput('jsonpath')).toThrow('template format specified but no template given');
    expect(() => parseOutput('custom-columns')).toThrow('custom-columns format specified but no custom columns given');
  });
});

describe('renderObjects', () => {
  it('writes YAML with sorted keys, lists not indented and managed fields hidden', () => {
    expect(renderObjects({ type: 'yaml' }, [pod], { asList: false })).toBe(`apiVersion: v1
kind: Pod
metadata:
  labels:
    a: "1"
    b: "yes"
  name: web-0
  namespace: default
spec:
  containers:
  - args:
    - -c
    - |
      a
      b
    image: nginx:1.27
    name: web
`);
  });

  it('writes several objects as a list', () => {
    expect(renderObjects({ type: 'json' }, [other], { asList: true })).toBe(`{
    "apiVersion": "v1",
    "items": [
        {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": {
                "name": "web"
            }
        }
    ],
    "kind": "List",
    "metadata": {
        "resourceVersion": ""
    }
}
`);
  });

  it('writes names with their groups', () => {
    expect(renderObjects({ type: 'name' }, [pod, other], { asList: true })).toBe('pod/web-0\ndeployment.apps/web\n');
    expect(objectName({ apiVersion: 'example.com/v1', kind: 'CronTab', metadata: { name: 'a' } })).toBe(
      'crontab.example.com/a',
    );
  });

  it('applies JSONPath to the list', () => {
    const format = { type: 'jsonpath', template: '{.items[*].metadata.name}', asJson: false } as const;
    expect(renderObjects(format, [pod, other], { asList: true })).toBe('web-0 web');
    expect(renderObjects({ ...format, asJson: true }, [pod, other], { asList: true })).toBe(
      '[\n    "web-0",\n    "web"\n]\n',
    );
  });

  it('shows the object to which a path does not apply', () => {
    const render = (template: string): string =>
      renderObjects({ type: 'jsonpath', template, asJson: false }, [other], { asList: false });
    expect(() => render('{.metadata.name[0]}')).toThrow(
      'error executing jsonpath "{.metadata.name[0]}": Error executing template: string is not array or slice. Printing more information for debugging the template:\n\ttemplate was:\n\t\t{.metadata.name[0]}\n\tobject given to jsonpath engine was:\n\t\tmap[string]interface {}{"apiVersion":"apps/v1", "kind":"Deployment", "metadata":map[string]interface {}{"name":"web"}}\n\n',
    );
    expect(() => render('{.a[')).toThrow('error parsing jsonpath {.a[, unterminated array');
  });

  it('prints custom columns', () => {
    const spec = 'NAME:.metadata.name,IMAGE:.spec.containers[0].image,LABELS:.metadata.labels';
    expect(renderObjects({ type: 'custom-columns', spec }, [pod, other], { asList: true })).toBe(
      'NAME    IMAGE        LABELS\nweb-0   nginx:1.27   map[a:1 b:yes]\nweb     <none>       <none>\n',
    );
  });

  it('refuses a column without a path', () => {
    const format = { type: 'custom-columns', spec: 'NAME' } as const;
    expect(() => renderObjects(format, [pod], { asList: true })).toThrow(
      'unexpected custom-columns spec: NAME, expected <header>:<json-path-expr>',
    );
  });
});

describe('sortByPath', () => {
  const named = (name: string, cpu?: string): object => ({ metadata: { name }, ...(cpu === undefined ? {} : { cpu }) });
  const names = (items: readonly object[]): string[] =>
    items.map((item) => (item as { metadata: { name: string } }).metadata.name);

  it('sorts numbers in names by value', () => {
    const items = [named('web-10'), named('web-9'), named('api')];
    expect(names(sortByPath(items, (item) => item, '.metadata.name'))).toEqual(['api', 'web-9', 'web-10']);
  });

  it('sorts quantities by amount, objects without the field first', () => {
    const items = [named('a', '1'), named('b', '200m'), named('c')];
    expect(names(sortByPath(items, (item) => item, '{.cpu}'))).toEqual(['c', 'b', 'a']);
  });

  it('refuses a field that no object has', () => {
    expect(() => sortByPath([named('a')], (item) => item, '.x')).toThrow(
      'couldn\'t find any field with path "{.x}" in the list of objects',
    );
  });
});
