/** The part of the File System Access API that is used; browsers without it get a download or an input instead. */
export interface FileAccessWindow {
  showOpenFilePicker?(options: object): Promise<FileSystemFileHandle[]>;
  showSaveFilePicker?(options: object): Promise<FileSystemFileHandle>;
}

/** True when the user closed a picker: not an error, they changed their mind. */
export function isChangeOfMind(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** Asks for files by a hidden `<input type=file>`; an empty list when the user closes it. */
export function pickByInput(page: Document): Promise<File[]> {
  return new Promise((resolve) => {
    const input = page.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.accept = '.yaml,.yml,.json,.kubarium';
    input.hidden = true;
    const done = (): void => {
      resolve([...(input.files ?? [])]);
      input.remove();
    };
    input.addEventListener('change', done, { once: true });
    input.addEventListener('cancel', done, { once: true });
    page.body.append(input);
    input.click();
  });
}

/** Hands a blob to the user as a download. */
export function download(page: Document, name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = page.createElement('a');
  link.href = url;
  link.download = name;
  page.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
