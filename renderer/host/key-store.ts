/** A small table in IndexedDB: keys to structured values. */
export interface KeyTable {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  remove(key: string): Promise<void>;
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB failed without a reason'));
  });
}

/** Opens the table `name` in its own database. */
async function openKeyTable(factory: IDBFactory, name: string): Promise<KeyTable> {
  const opening = factory.open(name, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('values');
  const database = await settled(opening);
  return {
    get: (key) => settled(database.transaction('values').objectStore('values').get(key)),
    set: (key, value) => written(database, (store) => store.put(value, key)),
    remove: (key) => written(database, (store) => store.delete(key)),
  };
}

/** Writes, and waits until it is kept: a request that has succeeded is still undone when the page goes away before its transaction ends. */
function written(database: IDBDatabase, write: (store: IDBObjectStore) => IDBRequest): Promise<void> {
  const transaction = database.transaction('values', 'readwrite');
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('IndexedDB failed without a reason'));
    write(transaction.objectStore('values'));
  });
}

/** The app's table in the page's storage, or in memory where the browser offers none. */
export async function pageTable(page: Window): Promise<KeyTable> {
  try {
    return await openKeyTable(page.indexedDB, 'kubarium');
  } catch {
    return memoryKeyTable();
  }
}

/** The same table in memory, where the browser offers no IndexedDB. */
export function memoryKeyTable(): KeyTable {
  const values = new Map<string, unknown>();
  return {
    get: (key) => Promise.resolve(values.get(key)),
    set: (key, value) => {
      values.set(key, value);
      return Promise.resolve();
    },
    remove: (key) => {
      values.delete(key);
      return Promise.resolve();
    },
  };
}
