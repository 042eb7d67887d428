import { isSuccess } from '../apiserver/types.ts';
import { afterRequests, done, type ControllerDef } from '../client/controller.ts';
import { conditionNow, definitions, hasCondition, statusWith, writeStatus } from './definitions.ts';

/**
 * Lets a definition serve its objects as soon as its names are accepted.
 *
 * Models: apiextensions-apiserver pkg/controller/establish/establishing_controller.go (v1.37); with one API server there is no wait.
 */
export const establishingController: ControllerDef = {
  name: 'crd-establishing',
  workers: 1,
  sync: (sim, key) => {
    const definition = definitions.get(sim, key);
    if (definition === undefined || !hasCondition(definition, 'NamesAccepted')) return done;
    if (hasCondition(definition, 'Established')) return done;
    const { group, names } = definition.spec;
    const text = `The names of ${key} are free: the API server serves ${names.plural} in ${group} from now on`;
    sim.note({ verb: 'Established', resource: 'customresourcedefinitions', key, text });
    const condition = conditionNow(sim, {
      type: 'Established',
      status: 'True',
      reason: 'InitialNamesAccepted',
      message: 'the initial names have been accepted',
    });
    return afterRequests([writeStatus(definition, statusWith(definition, condition))], 'written', null);
  },
  steps: {
    written: (_sim, key, _data, responses) =>
      responses.every(isSuccess) ? done : { type: 'error', message: `${key}: its status could not be written` },
  },
};
