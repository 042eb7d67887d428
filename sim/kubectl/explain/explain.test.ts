import { describe, expect, it } from 'vitest';
import { resourceForKind } from '../../api/resources.ts';
import { openApiDocument } from '../../apiserver/discovery/openapi.ts';
import { explain } from './explain.ts';
import type { OpenApiDocument } from './openapi.ts';
import { wordWrap } from './word-wrap.ts';

const gvk = { group: 'example.com', version: 'v1', kind: 'Tree' };
const document: OpenApiDocument = {
  components: {
    schemas: {
      'com.example.v1.Tree': {
        type: 'object',
        description: 'Tree is a tree.',
        required: ['kind'],
        properties: {
          kind: { type: 'string', description: 'Kind of tree.', enum: ['oak', '', 'elm'] },
          nodes: { type: 'array', description: 'Nodes of the tree.', items: { $ref: '#/components/schemas/Node' } },
          labels: { type: 'object', additionalProperties: { type: 'string' } },
        },
        'x-kubernetes-group-version-kind': [gvk],
      },
      Node: {
        type: 'object',
        description: 'Node is a node.',
        properties: { children: { type: 'array', items: { $ref: '#/components/schemas/Node' } } },
      },
    },
  },
};

describe('explain', () => {
  it('shows a kind with its fields', () => {
    expect(explain(document, { gvk, path: [] }).text).toBe(`GROUP:      example.com
KIND:       Tree
VERSION:    v1

DESCRIPTION:
    Tree is a tree.
    
FIELDS:
  kind\t<string> -required-
  enum: oak, "", elm
    Kind of tree.

  labels\t<map[string]string>
    <no description>

  nodes\t<[]Node>
    Nodes of the tree.


`);
  });

  it('shows a field, with what its items are', () => {
    expect(explain(document, { gvk, path: ['nodes'] }).text).toBe(`GROUP:      example.com
KIND:       Tree
VERSION:    v1

FIELD: nodes <[]Node>


DESCRIPTION:
    Nodes of the tree.
    Node is a node.
    
FIELDS:
  children\t<[]Node>
    <no description>


`);
  });

  it('lists all fields below, and stops where a type contains itself', () => {
    expect(explain(document, { gvk, path: [], recursive: true }).text).toBe(`GROUP:      example.com
KIND:       Tree
VERSION:    v1

DESCRIPTION:
    Tree is a tree.
    
FIELDS:
  kind\t<string> -required-
  enum: oak, "", elm
  labels\t<map[string]string>
  nodes\t<[]Node>
    children\t<[]Node>

`);
  });

  it('says which field there is not', () => {
    expect(explain(document, { gvk, path: ['nodes', 'leaf'] }).error).toBe('field "leaf" does not exist');
  });

  it('has the words of Kubernetes for built-in kinds', () => {
    const pod = resourceForKind('v1', 'Pod');
    if (pod === undefined) throw new Error('expected pods to be served');
    const pods = openApiDocument([pod], 'v1', 'v1.37.1') as OpenApiDocument;
    const { text } = explain(pods, { gvk: pod, path: ['spec', 'containers', 'image'] });
    expect(text).toMatch(
      /^KIND: {7}Pod\nVERSION: {4}v1\n\nFIELD: image <string>\n\n\nDESCRIPTION:\n {4}Container image name\./,
    );
  });
});

describe('wordWrap', () => {
  it('breaks before the word that does not fit and keeps breaks that are there', () => {
    expect(wordWrap('aa bb cc\ndd', 5)).toBe('aa bb\ncc\ndd');
  });

  it('leaves words alone that are longer than a line', () => {
    expect(wordWrap('a bbbbbbbb c', 4)).toBe('a\nbbbbbbbb\nc');
  });
});
