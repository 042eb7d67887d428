import { memoryStore, type TextStore } from '../state/storage.ts';

/** The page's local storage as a text store; memory where it is forbidden. A full storage loses only settings. */
export function localStore(page: Window): TextStore {
  let storage: Storage;
  try {
    storage = page.localStorage;
    storage.getItem('kubarium.probe');
  } catch {
    return memoryStore();
  }
  const unsaved = memoryStore();
  return {
    get: (key) => unsaved.get(key) ?? storage.getItem(key),
    set: (key, value) => {
      try {
        storage.setItem(key, value);
      } catch {
        unsaved.set(key, value);
      }
    },
  };
}
