import { contextBridge, ipcRenderer } from 'electron';
import type { Desktop, DesktopEvents, DesktopRequests, RequestChannel } from './contract.ts';

function invoke<Channel extends RequestChannel>(
  channel: Channel,
  ...payload: DesktopRequests[Channel]['request'] extends undefined ? [] : [DesktopRequests[Channel]['request']]
): Promise<DesktopRequests[Channel]['reply']> {
  return ipcRenderer.invoke(channel, ...payload) as Promise<DesktopRequests[Channel]['reply']>;
}

/** The page gets what was sent, never Electron's event, which would reach back to the sender. */
function listen<Name extends keyof DesktopEvents>(
  name: Name,
  listener: (event: DesktopEvents[Name]) => void,
): () => void {
  const forward = (_event: unknown, payload: DesktopEvents[Name]): void => listener(payload);
  ipcRenderer.on(name, forward);
  return () => void ipcRenderer.removeListener(name, forward);
}

const desktop: Desktop = {
  ready: () => invoke('app.ready'),
  open: () => invoke('files.open'),
  openRecent: (fileId) => invoke('files.openRecent', { fileId }),
  recentFiles: () => invoke('files.recent'),
  save: (fileId, text) => invoke('files.save', { fileId, text }),
  saveAs: (kind, suggestedName, text) => invoke('files.saveAs', { kind, suggestedName, text }),
  exportImage: (suggestedName, bytes) => invoke('files.exportImage', { suggestedName, bytes }),
  writeRecovery: (text) => invoke('recovery.write', { text }),
  readRecovery: () => invoke('recovery.read'),
  clearRecovery: () => invoke('recovery.clear'),
  updateMenu: (state) => invoke('menu.update', state),
  setDocument: (state) => invoke('window.setDocument', state),
  switchGateway: (isOn) => invoke('gateway.switch', { on: isOn }),
  tellGateway: (news) => invoke('gateway.news', news),
  onGatewayCall: (listener) => listen('gatewayCall', listener),
  onGatewayState: (listener) => listen('gatewayState', listener),
  onMenu: (listener) => listen('menu', listener),
  onFileOpened: (listener) => listen('fileOpened', listener),
};

contextBridge.exposeInMainWorld('desktop', desktop);
