import { describe, expect, it } from 'vitest';
import { placesInJson } from './json-place.ts';

const text = `{
  "seed": "x",
  "world": { "labels": { "a.b/c": 1, "q\\"}": 2 } },
  "actions": [
    { "at": 1, "action": { "seed": 3, "at": [] } },
    { "at": 2 }
  ]
}
`;

describe('the place of a value in JSON', () => {
  it.each([
    ['seed', 2, 3],
    ['world.labels[a.b/c]', 3, 26],
    ['world.labels[q"}]', 3, 38],
    ['actions[0].action.at', 5, 39],
    ['actions[1]', 6, 5],
    ['actions[1].at', 6, 7],
  ])('of %s is at its key, or where the item begins', (path, line, column) => {
    expect(placesInJson(text, [path])).toEqual([{ line, column }]);
  });

  it('of what is missing is where the nearest thing around it begins', () => {
    expect(placesInJson(text, ['actions[0].action.name.first', 'actions[7]', 'kind'])).toEqual([
      { line: 5, column: 16 },
      { line: 4, column: 3 },
      { line: 1, column: 1 },
    ]);
    expect(placesInJson('[]', [''])).toEqual([{ line: 1, column: 1 }]);
  });
});
