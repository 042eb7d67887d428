/** The flags `--as`, `--as-group` and `--as-uid`: everything that a command asks is asked as somebody else. */
import type { Credentials } from '../../apiserver/types.ts';
import type { Flags } from './flags.ts';
import { fail, type Program, type Step } from './program.ts';

/** Models: client-go transport.ImpersonationConfig, rest.Config.TransportConfig (v1.37). */
export function* impersonating(program: Program, given: Flags): Program {
  const user = given.text('as');
  const groups = given.list('as-group');
  const uid = given.text('as-uid');
  if (user === '' && groups.length === 0 && uid === '') return yield* program;
  const credentials: Credentials = {
    ...(user === '' ? {} : { impersonateUser: user }),
    ...(groups.length === 0 ? {} : { impersonateGroups: groups }),
    ...(uid === '' ? {} : { impersonateUid: uid }),
  };
  let made = program.next();
  while (made.done !== true) made = program.next(yield asked(made.value, credentials));
  return made.value;
}

function asked(step: Step, credentials: Credentials): Step {
  if (step.type !== 'request' && step.type !== 'watch') return step;
  if (credentials.impersonateUser === undefined) {
    fail('requesting uid, groups or user-extra for kubernetes-admin without impersonating a user');
  }
  return { ...step, request: { ...step.request, credentials } };
}
