/** What the words and redirections of a command come to, with the variables and files of the moment. */
import { ShellContext } from './context.ts';
import { expandFields, expandText } from './expand.ts';
import type { Expansion } from './expand.ts';
import type { RedirectFrame } from './state.ts';
import type { Redirect, Word } from './syntax.ts';

/** Ends the run of the present command; the message has been written. */
export class CommandFailure extends Error {}

export abstract class ShellWords extends ShellContext {
  #expansion(): Expansion {
    return {
      variable: (name) => this.variable(name),
      args: this.state.args,
      slot: (slot) => this.state.slots[slot] ?? '',
      assign: (name, value) => {
        this.setVariable(name, value);
      },
      fail: (message) => {
        this.write(`sh: ${message}\n`, 2);
        throw new CommandFailure(message);
      },
      nounset: this.state.options.nounset,
    };
  }

  /** A word as one text, such as the target of a redirection. */
  text(word: Word): string {
    return expandText(word, this.#expansion());
  }

  /** Words as the arguments that they become: split, and none for what is empty and not quoted. */
  fields(words: readonly Word[]): string[] {
    const expansion = this.#expansion();
    return words.flatMap((word) => expandFields(word, expansion));
  }

  /** Where output and input go by redirections; files that are written anew are emptied. */
  protected redirectFrame(redirects: readonly Redirect[]): RedirectFrame {
    const outputs: Record<number, string> = {};
    const copies: Record<number, number> = {};
    let input: string | null = null;
    for (const { fd, operator, target } of redirects) {
      const text = this.text(target);
      if (operator === '<<') input = text;
      else if (operator === '<') input = this.#inputFile(text);
      else if (operator === '>&') {
        const source = Number(text);
        const path = outputs[source];
        if (path === undefined) copies[fd] = source;
        else outputs[fd] = path;
      } else {
        const isNowhere = text === '/dev/null';
        if (!isNowhere) this.writeFile(text, '', operator === '>>');
        outputs[fd] = isNowhere ? '' : text;
      }
    }
    return { kind: 'redirect', outputs, copies, input };
  }

  #inputFile(path: string): string {
    const text = this.readFile(path);
    if (text !== undefined) return text;
    this.write(`sh: can't open ${path}: no such file\n`, 2);
    throw new CommandFailure(path);
  }
}
