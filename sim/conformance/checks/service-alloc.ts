/** Checks of the ranges for cluster addresses and node ports. */
import {
  claimIn,
  clusterIpRange,
  ipNumber,
  lastStaticAddress,
  nodePortRange,
  parsePortRange,
  type ServiceRange,
} from '../../api/service-ranges.ts';
import type { CheckTable, JsonObject } from '../types.ts';
import { field, listField } from './given.ts';

function rangeOf(given: JsonObject): ServiceRange {
  const cidr = field<string | undefined>(given, 'cidr');
  if (cidr !== undefined) return clusterIpRange(cidr);
  const ports = field<string | undefined>(given, 'portRange');
  return ports === undefined ? nodePortRange(field(given, 'base'), field(given, 'size')) : parsePortRange(ports);
}

export const serviceAllocChecks: CheckTable = {
  'alloc.staticBand': {
    observe: (given) => {
      const { staticCount } = rangeOf(given);
      const cidr = field<string | undefined>(given, 'cidr');
      const staticLast = cidr === undefined ? undefined : lastStaticAddress(cidr);
      return staticLast === undefined ? { staticCount } : { staticCount, staticLast };
    },
  },
  'alloc.free': { observe: (given) => ({ free: rangeOf(given).size }) },
  'alloc.claim': {
    observe: (given) => {
      const request = field<string | number>(given, 'request');
      const allocated = listField<string | number>(given, 'allocated');
      const value = typeof request === 'number' ? BigInt(request) : ipNumber(request);
      const result = claimIn(rangeOf(given), value, () => allocated.includes(request));
      return result === 'ok' ? { ok: true } : { error: result };
    },
  },
};
