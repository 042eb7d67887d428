/** The flags `--as`, `--as-group` and `--as-uid`: everything that a command asks is asked as somebody else. */
import type { Credentials } from '../../apiserver/types.ts';
import type { Flags } from './flags.ts';
import type { Program, Step } from './program.ts';

/** Models: client-go transport.ImpersonationConfig (v1.37). */
export function* impersonating(program: Program, given: Flags): Program {
  const user = given.text('as');
  if (user === '') return yield* program;
  const groups = given.list('as-group');
  const uid = given.text('as-uid');
  const credentials: Credentials = {
    impersonateUser: user,
    ...(groups.length === 0 ? {} : { impersonateGroups: groups }),
    ...(uid === '' ? {} : { impersonateUid: uid }),
  };
  let made = program.next();
  while (made.done !== true) made = program.next(yield asked(made.value, credentials));
  return made.value;
}

function asked(step: Step, credentials: Credentials): Step {
  return step.type === 'request' || step.type === 'watch'
    ? { ...step, request: { ...step.request, credentials } }
    : step;
}
