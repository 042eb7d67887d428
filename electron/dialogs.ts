import type { BrowserWindow, Dialog, OpenDialogOptions, SaveDialogOptions } from 'electron';
import type { FileDialogs } from './files.ts';

/**
 * @param dialog Electron's `dialog`.
 * @param window The window that a dialog belongs to, asked for each time; without one the dialog stands alone.
 * @returns The dialogs of the system.
 */
export function systemDialogs(dialog: Dialog, window: () => BrowserWindow | undefined): FileDialogs {
  return {
    async chooseFilesToOpen(filters) {
      const options: OpenDialogOptions = { properties: ['openFile', 'multiSelections'], filters };
      const parent = window();
      const answer = await (parent === undefined
        ? dialog.showOpenDialog(options)
        : dialog.showOpenDialog(parent, options));
      return answer.canceled ? [] : answer.filePaths;
    },
    async chooseFileToSave(suggestedName, filter) {
      const options: SaveDialogOptions = { defaultPath: suggestedName, filters: [filter] };
      const parent = window();
      const answer = await (parent === undefined
        ? dialog.showSaveDialog(options)
        : dialog.showSaveDialog(parent, options));
      return answer.canceled || answer.filePath === '' ? undefined : answer.filePath;
    },
  };
}
