/**
 * The rules for names, label keys, label values and port names, with the sentences that the API server answers.
 * Each function returns the list of complaints; an empty list means valid.
 */

const dns1123LabelMax = 63;
const dns1123SubdomainMax = 253;
const labelValueMax = 63;
const qualifiedNameMax = 63;
const portNameMax = 15;

const dns1123Label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const dns1123Subdomain = `${dns1123Label}(\\.${dns1123Label})*`;
const dns1035Label = '[a-z]([-a-z0-9]*[a-z0-9])?';
const qualifiedName = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const labelValue = `(${qualifiedName})?`;

const dns1035LabelShape = new RegExp(`^${dns1035Label}$`);
const qualifiedNameShape = new RegExp(`^${qualifiedName}$`);
const labelValueShape = new RegExp(`^${labelValue}$`);

const dash = 45;
const dot = 46;

/**
 * Whether a text is a DNS-1123 label, or with `isSubdomain` several of them with dots in between: the shapes above, read letter by letter.
 * Each new object's name is asked for, and an expression takes several times as long.
 */
export function isDns1123(text: string, isSubdomain: boolean): boolean {
  let before = dot;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const isAlphanumeric = (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
    if (!isAlphanumeric) {
      if (code !== dash && !(isSubdomain && code === dot)) return false;
      // A part begins and ends with a letter or digit.
      if (before === dot || (code === dot && before === dash)) return false;
    }
    before = code;
  }
  return before !== dot && before !== dash;
}

function tooLong(max: number): string {
  return `must be no more than ${max} bytes`;
}

function mismatch(rule: string, shape: string, ...examples: string[]): string {
  const shown = examples.map((example) => `'${example}', `).join(' or ');
  return `${rule} (e.g. ${shown}regex used for validation is '${shape}')`;
}

const dns1123LabelRule =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
const dns1123SubdomainRule =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const dns1035LabelRule =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
const qualifiedNameRule =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const labelValueRule =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

/** Names of namespaces, containers and of parts of a host name. Models: apimachinery pkg/util/validation IsDNS1123Label (v1.37). */
export function validateDns1123Label(text: string): string[] {
  const complaints = text.length > dns1123LabelMax ? [tooLong(dns1123LabelMax)] : [];
  if (text.length > dns1123LabelMax * 16 || !isDns1123(text, false)) {
    complaints.push(mismatch(dns1123LabelRule, dns1123Label, 'my-name', '123-abc'));
  }
  return complaints;
}

/** Names of most objects. Models: IsDNS1123Subdomain (v1.37). */
export function validateDns1123Subdomain(text: string): string[] {
  const complaints = text.length > dns1123SubdomainMax ? [tooLong(dns1123SubdomainMax)] : [];
  if (text.length > dns1123SubdomainMax * 16 || !isDns1123(text, true)) {
    complaints.push(mismatch(dns1123SubdomainRule, dns1123Subdomain, 'example.com'));
  }
  return complaints;
}

/** Names of services before 1.34 and of parts that may not begin with a digit. Models: IsDNS1035Label (v1.37). */
export function validateDns1035Label(text: string): string[] {
  const complaints = text.length > dns1123LabelMax ? [tooLong(dns1123LabelMax)] : [];
  if (text.length > dns1123LabelMax * 16 || !dns1035LabelShape.test(text)) {
    complaints.push(mismatch(dns1035LabelRule, dns1035Label, 'my-name', 'abc-123'));
  }
  return complaints;
}

function validateNamePart(name: string): string[] {
  if (name === '') return ['name part must be non-empty', `name part ${mismatchOfName()}`];
  const complaints = name.length > qualifiedNameMax ? [`name part ${tooLong(qualifiedNameMax)}`] : [];
  if (!qualifiedNameShape.test(name)) complaints.push(`name part ${mismatchOfName()}`);
  return complaints;
}

function mismatchOfName(): string {
  return mismatch(qualifiedNameRule, qualifiedName, 'MyName', 'my.name', '123-abc');
}

/** Keys of labels and annotations, and finalizers: an optional DNS prefix, a slash, a name. Models: IsQualifiedName (v1.37). */
export function validateQualifiedName(text: string): string[] {
  const parts = text.split('/');
  const [first = '', second] = parts;
  if (parts.length > 2) {
    const rule =
      "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
    return [
      `${mismatch(rule, qualifiedName, 'MyName', 'my.name', '123-abc')} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  if (second === undefined) return validateNamePart(first);
  const complaints =
    first === ''
      ? ['prefix part must be non-empty']
      : validateDns1123Subdomain(first).map((complaint) => `prefix part ${complaint}`);
  return complaints.concat(validateNamePart(second));
}

/** Values of labels. Models: IsValidLabelValue (v1.37). */
export function validateLabelValue(text: string): string[] {
  const complaints = text.length > labelValueMax ? [tooLong(labelValueMax)] : [];
  if (!labelValueShape.test(text))
    complaints.push(mismatch(labelValueRule, labelValue, 'MyValue', 'my_value', '12345'));
  return complaints;
}

/** Names of container ports. Models: IsValidPortName (v1.37). */
export function validatePortName(text: string): string[] {
  const complaints = text.length > portNameMax ? [tooLong(portNameMax)] : [];
  if (!/^[-a-z0-9]*$/.test(text))
    complaints.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(text)) complaints.push('must contain at least one letter (a-z)');
  if (text.includes('--')) complaints.push('must not contain consecutive hyphens');
  if (text.startsWith('-') || text.endsWith('-')) complaints.push('must not begin or end with a hyphen');
  return complaints;
}

/** A port number. Models: IsValidPortNum (v1.37). */
export function validatePortNumber(port: number): string[] {
  return Number.isInteger(port) && port >= 1 && port <= 65_535 ? [] : ['must be between 1 and 65535, inclusive'];
}
