/** Checks of the API machinery: quantities, selectors, names, durations. */
import { humanDuration, shortHumanDuration } from '../../api/duration.ts';
import { fieldsMatch, parseFieldSelector } from '../../api/field-selector.ts';
import { parseIntOrString, scaledValue } from '../../api/int-or-string.ts';
import { parseLabelSelector } from '../../api/label-selector-parser.ts';
import { selects } from '../../api/label-selector.ts';
import {
  validateDns1035Label,
  validateDns1123Label,
  validateDns1123Subdomain,
  validateLabelValue,
  validatePortName,
  validateQualifiedName,
} from '../../api/names.ts';
import { matchesNodeLabels, matchesNodeSelector } from '../../api/node-selector.ts';
import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  mustParseQuantity,
  parseQuantity,
  quantityDecimal,
} from '../../api/quantity.ts';
import type { IntOrString, Labels, Node, NodeSelectorTerm } from '../../api/types.ts';
import type { CheckTable } from '../types.ts';
import { field } from './given.ts';

const refused = { error: true };

const nameRules: Readonly<Record<string, (text: string) => string[]>> = {
  'dns1123-label': validateDns1123Label,
  'dns1123-subdomain': validateDns1123Subdomain,
  'dns1035-label': validateDns1035Label,
  'qualified-name': validateQualifiedName,
  'label-value': validateLabelValue,
  'port-name': validatePortName,
};

export const apiChecks: CheckTable = {
  'quantity.parse': {
    observe: (given) => {
      const quantity = parseQuantity(field(given, 'text'));
      return quantity === undefined
        ? refused
        : { value: quantityDecimal(quantity), canonical: canonicalQuantity(quantity) };
    },
  },
  'quantity.cmp': {
    observe: (given) => ({
      cmp: compareQuantities(mustParseQuantity(field(given, 'a')), mustParseQuantity(field(given, 'b'))),
    }),
  },
  'quantity.add': {
    observe: (given) => ({
      canonical: canonicalQuantity(
        addQuantities(mustParseQuantity(field(given, 'a')), mustParseQuantity(field(given, 'b'))),
      ),
    }),
  },
  'selector.match': {
    observe: (given) => {
      const { selector } = parseLabelSelector(field(given, 'selector'));
      return selector === undefined ? refused : { match: selects(selector, field<Labels>(given, 'labels')) };
    },
  },
  'fieldselector.match': {
    observe: (given) => {
      const { terms } = parseFieldSelector(field(given, 'selector'));
      const fields = field<Labels>(given, 'fields');
      return terms === undefined ? refused : { match: fieldsMatch(terms, (name) => fields[name] ?? '') };
    },
  },
  'selector.node': {
    observe: (given) => {
      const node = field<Node>(given, 'node');
      const nodeSelectorTerms = field<NodeSelectorTerm[] | undefined>(given, 'nodeSelectorTerms');
      const isAffine = nodeSelectorTerms === undefined || matchesNodeSelector({ nodeSelectorTerms }, node);
      return { match: isAffine && matchesNodeLabels(field<Labels | undefined>(given, 'nodeSelector'), node) };
    },
  },
  'intstr.parse': { observe: (given) => ({ value: parseIntOrString(field(given, 'text')) }) },
  'intstr.scaled': {
    observe: (given) => {
      const value = scaledValue(field<IntOrString>(given, 'value'), field(given, 'total'), field(given, 'roundUp'));
      return value === undefined ? refused : { value };
    },
  },
  'duration.human': { observe: (given) => ({ text: humanDuration(field(given, 'ms')) }) },
  'duration.short': { observe: (given) => ({ text: shortHumanDuration(field(given, 'ms')) }) },
  'name.valid': {
    observe: (given) => {
      const rule = nameRules[field<string>(given, 'format')];
      if (rule === undefined) throw new Error(`name.valid: unknown format ${field<string>(given, 'format')}`);
      return { valid: rule(field(given, 'text')).length === 0 };
    },
  },
};
