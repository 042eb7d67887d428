import { yamlLanguage } from '@codemirror/lang-yaml';
import { LanguageSupport } from '@codemirror/language';

type Wrapper = NonNullable<Parameters<typeof yamlLanguage.configure>[0]['wrap']>;
type Parse = ReturnType<Wrapper>;

/**
 * Lets a parse end without a tree where the text nests deeper than the stack goes: such a text has no colours and cannot be folded. That is
 * all that may come of it, since the API server's own parser refuses it with line and column.
 */
export function withinStack(inner: Parse): Parse {
  return {
    advance: () => {
      try {
        return inner.advance();
      } catch (error) {
        if (error instanceof RangeError) return yamlLanguage.parser.parse('');
        throw error;
      }
    },
    stopAt: (at) => inner.stopAt(at),
    get parsedPos() {
      return inner.parsedPos;
    },
    get stoppedAt() {
      return inner.stoppedAt;
    },
  };
}

/** YAML for an editor: colours, folding, indentation. */
export function yaml(): LanguageSupport {
  return new LanguageSupport(yamlLanguage.configure({ wrap: withinStack }));
}
