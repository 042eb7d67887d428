import type { FromWorker, ToWorker } from '../../sim/protocol.ts';

/** The far side of the protocol: a worker, or in tests a scripted one. */
export interface SimulatorPort {
  post(message: ToWorker): void;
  /** Only one listener: the session. */
  onMessage(listener: (message: FromWorker) => void): void;
  /** Called with a plain text when the worker dies or a message cannot be read. */
  onCrash(listener: (reason: string) => void): void;
  terminate(): void;
}

/** Wraps a Web Worker that speaks `sim/protocol.ts`. */
export function workerPort(worker: Worker): SimulatorPort {
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => {
      worker.onmessage = (event: MessageEvent<FromWorker>) => listener(event.data);
    },
    onCrash: (listener) => {
      worker.onerror = (event) => {
        event.preventDefault();
        const place = event.filename ? ` (${event.filename}:${event.lineno}:${event.colno})` : '';
        listener(`${event.message || 'The worker ended.'}${place}`);
      };
      worker.onmessageerror = () => listener('A message from the worker could not be read.');
    },
    terminate: () => worker.terminate(),
  };
}
