import { describe, expect, it } from 'vitest';
import { commonPrefix, History, isIncomplete } from './console-input.ts';

describe('isIncomplete', () => {
  it.each([
    ['kubectl get pods', false],
    ['kubectl get \\', true],
    ["kubectl patch x -p '{", true],
    [`kubectl patch x -p '{"a": 1}'`, false],
    ['echo "a', true],
    ["echo it\\'s", false],
    ['kubectl apply -f - <<EOF', true],
    ['kubectl apply -f - <<EOF\na: 1', true],
    ['kubectl apply -f - <<EOF\na: 1\nEOF', false],
    ["cat <<'END'\n$x\nEND", false],
    ['cat <<< "x"', false],
    ["kubectl get pods # it's all", false],
  ])('%j: %s', (text, expected) => {
    expect(isIncomplete(text)).toBe(expected);
  });
});

describe('commonPrefix', () => {
  it('is what all words begin with', () => {
    expect(commonPrefix(['pods ', 'podtemplates '])).toBe('pod');
    expect(commonPrefix(['one '])).toBe('one ');
    expect(commonPrefix(['a', 'b'])).toBe('');
  });
});

describe('History', () => {
  it('goes back and forth, and comes back to what was being typed', () => {
    const history = new History(['a', 'b']);
    expect([history.back('draft'), history.back(''), history.back('')]).toEqual(['b', 'a', null]);
    expect([history.forward(), history.forward(), history.forward()]).toEqual(['b', 'draft', null]);
  });

  it('keeps what is typed twice in a row once, and finds the newest first', () => {
    const history = new History([]);
    for (const line of ['get pods', 'get pods', 'get svc', ' ']) history.add(line);
    expect(history.lines).toEqual(['get pods', 'get svc']);
    expect([history.find('get', 0), history.find('get', 1), history.find('get', 2), history.find('', 0)]).toEqual([
      'get svc',
      'get pods',
      null,
      null,
    ]);
  });
});
