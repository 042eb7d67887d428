import { describe, expect, it } from 'vitest';
import { ruleAllows } from './rule-match.ts';

const base = { verb: 'get', group: '', resource: 'pods', subresource: '', namespace: 'default', name: 'web', path: '' };

describe('a rule', () => {
  it('names its subresources', () => {
    const rule = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };
    expect(ruleAllows(rule, base)).toBe(true);
    expect(ruleAllows(rule, { ...base, subresource: 'log' })).toBe(false);
    expect(ruleAllows({ ...rule, resources: ['pods/log'] }, { ...base, subresource: 'log' })).toBe(true);
    expect(ruleAllows({ ...rule, resources: ['*/scale'] }, { ...base, subresource: 'scale' })).toBe(true);
    expect(ruleAllows({ ...rule, resources: ['*'] }, { ...base, subresource: 'log' })).toBe(true);
  });

  it('that names objects says nothing of all of them', () => {
    const rule = { apiGroups: [''], resources: ['pods'], resourceNames: ['web'], verbs: ['get', 'list'] };
    expect(ruleAllows(rule, base)).toBe(true);
    expect(ruleAllows(rule, { ...base, name: 'db' })).toBe(false);
    expect(ruleAllows(rule, { ...base, verb: 'list', name: '' })).toBe(false);
  });

  it('about paths may end in a star', () => {
    const rule = { nonResourceURLs: ['/apis/*', '/version'], verbs: ['get'] };
    const path = { ...base, resource: '', name: '', namespace: '' };
    expect(ruleAllows(rule, { ...path, path: '/apis/apps/v1' })).toBe(true);
    expect(ruleAllows(rule, { ...path, path: '/version' })).toBe(true);
    expect(ruleAllows(rule, { ...path, path: '/metrics' })).toBe(false);
    expect(ruleAllows(rule, base)).toBe(false);
  });
});
