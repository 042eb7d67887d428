import type { DesktopInfo, DocumentState, MenuState } from './contract.ts';
import type { Files } from './files.ts';
import type { GatewaySwitch } from './gateway-switch.ts';
import type { Handover } from './handover.ts';
import type { RequestHandlers } from './ipc.ts';
import type { Recovery } from './recovery.ts';

/** What the handlers work with. */
export interface HandlerParts {
  info: DesktopInfo;
  files: Files;
  recovery: Recovery;
  handover: Handover;
  gateway: GatewaySwitch;
  updateMenu(state: MenuState): void;
  setDocument(state: DocumentState): void;
}

/**
 * @param parts The program's parts.
 * @returns What is done on each channel, for payloads that have been checked.
 */
export function requestHandlers(parts: HandlerParts): RequestHandlers {
  const { files, recovery, handover, gateway } = parts;
  return {
    'app.ready': async () => ({ info: parts.info, files: await handover.pageReady() }),
    'files.open': () => files.open(),
    'files.openRecent': ({ fileId }) => files.openRecent(fileId),
    'files.recent': () => files.recentFiles(),
    'files.save': ({ fileId, text }) => files.save(fileId, text),
    'files.saveAs': ({ kind, suggestedName, text }) => files.saveAs(kind, suggestedName, text),
    'files.exportImage': ({ suggestedName, bytes }) => files.exportImage(suggestedName, bytes),
    'recovery.write': async ({ text }) => {
      await recovery.write(text);
      return true;
    },
    'recovery.read': () => recovery.read(),
    'recovery.clear': async () => {
      await recovery.clear();
      return true;
    },
    'menu.update': (state) => {
      parts.updateMenu(state);
      return undefined;
    },
    'window.setDocument': (state) => {
      parts.setDocument(state);
      return undefined;
    },
    'gateway.switch': ({ on }) => gateway.set(on),
    'gateway.news': (news) => {
      gateway.receive(news);
      return undefined;
    },
  };
}
