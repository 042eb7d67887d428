/** The commands come with the command line; until then every call is a usage error. */
process.stderr.write('usage: kubarium run|conformance|serve|replay|bench …\n');
process.exitCode = 2;
