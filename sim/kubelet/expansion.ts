/**
 * Replaces `$(NAME)` by the value of a variable. `$$` stands for a dollar sign; what names no variable, or is not closed, stays as written.
 *
 * Models: third_party/forked/golang/expansion/expand.go Expand (v1.37).
 */
export function expand(input: string, variables: Readonly<Record<string, string>>): string {
  if (!input.includes('$')) return input;
  let output = '';
  let at = 0;
  while (at < input.length) {
    const char = input.charAt(at);
    if (char !== '$' || at + 1 >= input.length) {
      output += char;
      at++;
      continue;
    }
    const next = input.charAt(at + 1);
    if (next === '$') {
      output += '$';
      at += 2;
      continue;
    }
    const end = next === '(' ? input.indexOf(')', at + 2) : -1;
    if (end < 0) {
      output += next === '(' ? '$(' : `$${next}`;
      at += 2;
      continue;
    }
    const name = input.slice(at + 2, end);
    output += Object.hasOwn(variables, name) ? (variables[name] as string) : input.slice(at, end + 1);
    at = end + 1;
  }
  return output;
}
