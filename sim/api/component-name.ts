/** Names of components: `process/machine`. The memos hold results of pure functions; names that are met again are the same texts. */
const machines = new Map<string, string>();
/** The component last asked for: one event asks for its own machine several times. */
let lastComponent = '';
let lastMachine = '';

/** The machine of a component: `worker-1` of `kubelet/worker-1`. */
export function machineOf(component: string): string {
  if (component === lastComponent) return lastMachine;
  let machine = machines.get(component);
  if (machine === undefined) machines.set(component, (machine = component.slice(component.indexOf('/') + 1)));
  lastComponent = component;
  lastMachine = machine;
  return machine;
}

const neighbours = new Map<string, Map<string, string>>();

/** Another process on the machine of a component: `containerd/worker-1` for `kubelet/worker-1`. */
export function neighbourOf(component: string, process: string): string {
  let names = neighbours.get(process);
  if (names === undefined) neighbours.set(process, (names = new Map()));
  let name = names.get(component);
  if (name === undefined) names.set(component, (name = `${process}/${machineOf(component)}`));
  return name;
}
