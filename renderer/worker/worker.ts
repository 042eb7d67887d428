import type { FromWorker, ToWorker } from '../../sim/protocol.ts';
import { Driver } from './driver.ts';

declare const self: DedicatedWorkerGlobalScope;

const soon = new MessageChannel();
let onSoon: () => void = () => undefined;
soon.port1.onmessage = () => onSoon();

const driver = new Driver({
  now: () => performance.now(),
  post: (message: FromWorker) => self.postMessage(message),
  after: (delayMs, callback) => {
    if (delayMs > 0) {
      setTimeout(callback, delayMs);
      return;
    }
    onSoon = callback;
    soon.port2.postMessage(null);
  },
});

self.onmessage = (event: MessageEvent<ToWorker>) => driver.receive(event.data);
