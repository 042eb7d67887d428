import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applyDefaults } from '../../api/defaults/defaults.ts';
import { checkFields } from '../../api/schema/check-fields.ts';
import type { KubeObject } from '../../api/types.ts';
import { fieldErrorText } from '../../api/validation/field-error.ts';
import { validateCreate } from '../../api/validation/validation.ts';
import { readManifests } from '../../api/yaml/manifests.ts';

const folder = new URL('../../../assets/examples/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

function inNamespace(object: KubeObject): KubeObject {
  return object.kind === 'Namespace' ? object : { ...object, metadata: { namespace: 'default', ...object.metadata } };
}

describe('examples', () => {
  it('are all in the list, and the list has no others', () => {
    const index = JSON.parse(readFileSync(new URL('index.json', folder), 'utf8')) as { file: string }[];
    expect(index.map((entry) => entry.file).sort()).toEqual([...files].sort());
  });

  it.each(files)('%s is read, known and valid', (name) => {
    const { documents, errors } = readManifests(readFileSync(new URL(name, folder), 'utf8'), name);
    expect(errors).toEqual([]);
    expect(documents.length).toBeGreaterThan(0);
    for (const { value } of documents) {
      const object: KubeObject = value;
      expect(checkFields(object, object.apiVersion ?? '', object.kind ?? '')).toEqual({ unknown: [], typeErrors: [] });
      expect(validateCreate(applyDefaults(inNamespace(object))).map(fieldErrorText)).toEqual([]);
    }
  });
});
