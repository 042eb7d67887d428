/** The flag `-o` of `kubectl get` and of the commands that print an object. */

/** Where columns and paths come from is read before; here is only their text. */
export type OutputFormat =
  | { readonly type: 'table'; readonly wide: boolean }
  | { readonly type: 'json' }
  | { readonly type: 'yaml' }
  | { readonly type: 'name' }
  | { readonly type: 'jsonpath'; readonly template: string; readonly asJson: boolean }
  | { readonly type: 'go-template'; readonly template: string }
  | { readonly type: 'custom-columns'; readonly spec: string };

/** What kubectl says before it exits with code 1, without `error: `. */
export class OutputError extends Error {}

const formats =
  'custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,template,templatefile,wide,yaml';

/** How the value of a flag is read. */
export interface OutputFlags {
  /** `--template`, which stands for the part behind `=`. */
  readonly template?: string;
  /** Reads a file, for the formats that name one; undefined when there is no such file. */
  readonly readFile?: (path: string) => string | undefined;
}

function fileText(path: string, { readFile }: OutputFlags): string {
  const text = readFile?.(path);
  if (text === undefined)
    throw new OutputError(`error reading --template ${path}, open ${path}: no such file or directory`);
  return text;
}

/** Formats that need a template; each with the words for a missing one. */
const templated: Readonly<Record<string, string>> = {
  'custom-columns': 'custom-columns format specified but no custom columns given',
  'custom-columns-file': 'custom-columns-file format specified but no custom columns file given',
  'go-template': 'template format specified but no template given',
  'go-template-file': 'template format specified but no template given',
  jsonpath: 'template format specified but no template given',
  'jsonpath-as-json': 'template format specified but no template given',
  'jsonpath-file': 'template format specified but no template given',
  template: 'template format specified but no template given',
  templatefile: 'template format specified but no template given',
};

function templatedFormat(name: string, template: string, flags: OutputFlags): OutputFormat {
  const text = name.endsWith('file') ? fileText(template, flags) : template;
  switch (name) {
    case 'custom-columns':
      return { type: 'custom-columns', spec: text };
    case 'custom-columns-file':
      return { type: 'custom-columns', spec: columnsOfFile(text) };
    case 'jsonpath':
    case 'jsonpath-as-json':
    case 'jsonpath-file':
      return { type: 'jsonpath', template: text, asJson: name === 'jsonpath-as-json' };
    default:
      return { type: 'go-template', template: text };
  }
}

/** A file of columns has the names in its first line and the paths in its second. */
function columnsOfFile(text: string): string {
  const [names = [], paths = []] = text.split('\n').map((line) => line.split(/\s+/).filter((word) => word !== ''));
  if (names.length !== paths.length) {
    throw new OutputError(`number of headers (${names.length}) and field specifications (${paths.length}) don't match`);
  }
  return names.map((name, index) => `${name}:${paths[index] ?? ''}`).join(',');
}

/**
 * Reads the value of `-o`; empty or absent is the table. Throws OutputError in kubectl's words.
 * Models: kubectl pkg/cmd/get/get_flags.go, cli-runtime print_flags.go ToPrinter (v1.37).
 */
export function parseOutput(value: string | undefined, flags: OutputFlags = {}): OutputFormat {
  if (value === undefined || value === '') {
    return flags.template === undefined || flags.template === ''
      ? { type: 'table', wide: false }
      : { type: 'go-template', template: flags.template };
  }
  const equals = value.indexOf('=');
  const name = equals < 0 ? value : value.slice(0, equals);
  const missing = Object.hasOwn(templated, name) ? templated[name] : undefined;
  if (missing !== undefined) {
    const template = equals < 0 ? (flags.template ?? '') : value.slice(equals + 1);
    if (template === '') throw new OutputError(missing);
    return templatedFormat(name, template, flags);
  }
  switch (value) {
    case 'wide':
      return { type: 'table', wide: true };
    case 'json':
    case 'yaml':
    case 'name':
      return { type: value };
    default:
      throw new OutputError(
        `unable to match a printer suitable for the output format "${value}", allowed formats are: ${formats}`,
      );
  }
}
