// What a test does to the browser's storage behind the app's back.

/** Deletes every stored bar column of this site. */
export function removeBars(page) {
  return page.evaluate(async () => {
    async function clear(dir) {
      for await (const [name, handle] of dir.entries()) {
        if (handle.kind !== "directory") continue;
        if (name === "bars") await dir.removeEntry(name, { recursive: true });
        else await clear(handle);
      }
    }
    await clear(await navigator.storage.getDirectory());
  });
}

/** Names of what lies in a directory of this site's files. */
export function files(page, directory) {
  return page.evaluate(async (directory) => {
    const names = [];
    for await (const site of (await navigator.storage.getDirectory()).values()) {
      if (site.kind !== "directory") continue;
      for await (const [name, handle] of site.entries()) {
        if (name !== directory || handle.kind !== "directory") continue;
        for await (const entry of handle.keys()) names.push(entry);
      }
    }
    return names;
  }, directory);
}

/** Writes one value into the job records under a key of its own. */
export function putJobRecord(page, key, value) {
  return putEntry(page, "jobs", key, value);
}

/** Writes one value into a store of the database. */
export function putEntry(page, store, key, value) {
  return page.evaluate(
    async ([name, key, value]) => {
      const wait = (request) =>
        new Promise((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
      const [found] = (await indexedDB.databases()).filter(({ name }) => name.startsWith("hindcast"));
      const database = await wait(indexedDB.open(found.name));
      const transaction = database.transaction(name, "readwrite");
      const store = transaction.objectStore(name);
      // Stores with keys inside their records take none from outside.
      if (store.keyPath === null) store.put(value, key);
      else store.put({ ...value, [store.keyPath]: key });
      await new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = () => reject(transaction.error);
      });
      database.close();
    },
    [store, key, value],
  );
}

/** The keys and values of a store of the database, in pairs. */
function entries(page, store) {
  return page.evaluate(async (storeName) => {
    const wait = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const [{ name }] = (await indexedDB.databases()).filter(({ name }) => name.startsWith("hindcast"));
    const database = await wait(indexedDB.open(name));
    const store = database.transaction(storeName).objectStore(storeName);
    const [keys, values] = await Promise.all([wait(store.getAllKeys()), wait(store.getAll())]);
    database.close();
    return keys.map((key, at) => [key, values[at]]);
  }, store);
}

/** The keys of a store of the database. */
export async function keys(page, store) {
  return (await entries(page, store)).map(([key]) => key);
}

/** Puts what `change` makes of it in place of the only job record. */
export async function changeJobRecord(page, change) {
  const records = await entries(page, "jobs");
  const [[key, value], ...others] = records;
  if (others.length > 0) throw new Error(`there are ${records.length} job records`);
  await putJobRecord(page, key, change(JSON.parse(value)));
}

/** Adds copies of the only job record, called "Copy 1" and so on, each older than the one before; `summaries` has numbers that differ. */
export async function copyJobRecord(page, n, summaries = []) {
  await page.evaluate(async ([n, summaries]) => {
    const wait = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const [{ name }] = (await indexedDB.databases()).filter(({ name }) => name.startsWith("hindcast"));
    const database = await wait(indexedDB.open(name));
    const transaction = database.transaction("jobs", "readwrite");
    const store = transaction.objectStore("jobs");
    // Records are JSON text, so that every digit of a number survives.
    const record = JSON.parse((await wait(store.getAll()))[0]);
    for (let at = 1; at <= n; at += 1) {
      const id = `01900000-0000-7000-8000-${String(n - at).padStart(12, "0")}`;
      const summary = { ...record.summary, ...summaries[at - 1] };
      store.put(JSON.stringify({ ...record, id, title: `Copy ${at}`, summary }), id);
    }
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    database.close();
  }, [n, summaries]);
}

/** The bars of the only dataset, as {time, open, high, low, close, volume} of arrays, from its file. */
export function storedBars(page) {
  return page.evaluate(async () => {
    for await (const site of (await navigator.storage.getDirectory()).values()) {
      if (site.kind !== "directory") continue;
      for await (const handle of (await site.getDirectoryHandle("bars")).values()) {
        const bytes = await (await handle.getFile()).arrayBuffer();
        const [, n] = /"n_bars":(\d+)/.exec(new TextDecoder("latin1").decode(bytes));
        // Six columns of eight bytes stand at the end.
        const view = new DataView(bytes, bytes.byteLength - 48 * n);
        const column = (at) => Array.from({ length: n }, (_, i) => 8 * (at * n + i));
        const [time, ...prices] = [0, 1, 2, 3, 4, 5].map(column);
        const [open, high, low, close, volume] = prices.map((column) => column.map((at) => view.getFloat64(at, true)));
        return { time: time.map((at) => Number(view.getBigInt64(at, true))), open, high, low, close, volume };
      }
    }
    return null;
  });
}

/** Everything that is recorded, and the SHA-256 of every file of bars and results, by its own account: [store, key, text] and [directory, name, digest]. */
export async function everything(page) {
  const found = [];
  for (const [store, prefix] of [["jobs", ""], ["datasets", ""], ["sync", "other/"], ["tries", "job/"]]) {
    const ours = (await entries(page, store)).filter(([key]) => key.startsWith(prefix));
    found.push(...ours.map(([key, value]) => [store, key, value]));
  }
  const digests = await page.evaluate(async () => {
    const found = [];
    for await (const site of (await navigator.storage.getDirectory()).values()) {
      if (site.kind !== "directory") continue;
      for (const directory of ["bars", "results"]) {
        const handle = await site.getDirectoryHandle(directory).catch(() => null);
        if (!handle) continue;
        for await (const [name, file] of handle.entries()) {
          const digest = await crypto.subtle.digest("SHA-256", await (await file.getFile()).arrayBuffer());
          found.push([directory, name, [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("")]);
        }
      }
    }
    return found;
  });
  return [...found, ...digests].sort();
}
