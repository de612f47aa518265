// A browser's database and files as one JSON text: taken from a page, and put into a browser that has never seen the app.
import { readFile } from "node:fs/promises";

/** Everything that this site keeps: stores with keys and values, and files. */
export function snapshot(page) {
  return page.evaluate(async () => {
    const wait = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const [{ name, version }] = (await indexedDB.databases()).filter(({ name }) => name.startsWith("hindcast"));
    const database = await wait(indexedDB.open(name));
    const stores = {};
    for (const store of database.objectStoreNames) {
      const open = database.transaction(store).objectStore(store);
      const [keys, values] = [await wait(open.getAllKeys()), await wait(open.getAll())];
      stores[store] = keys.map((key, at) => [key, values[at]]);
    }
    database.close();
    const files = {};
    const base64 = async (handle) => {
      const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    };
    for await (const site of (await navigator.storage.getDirectory()).values()) {
      if (site.kind !== "directory") continue;
      for await (const [directory, entries] of site.entries()) {
        if (!["bars", "results"].includes(directory)) continue;
        for await (const [name, handle] of entries.entries()) files[`${directory}/${name}`] = await base64(handle);
      }
    }
    return { version, stores, files };
  });
}

/** Puts a snapshot into the browser, before the app is opened for the first time; returns when all is written. */
export async function restore(page, server, { version, stores, files }) {
  // A page of this origin without the app.
  await page.route("**/nothing.html", (route) => route.fulfill({ contentType: "text/html", body: "<title>Nothing</title>" }));
  await page.goto(new URL("nothing.html", server.url).href);
  await page.evaluate(
    async ({ version, stores, files }) => {
      const database = await new Promise((resolve, reject) => {
        const request = indexedDB.open("hindcast:/", version);
        request.onupgradeneeded = () => Object.keys(stores).forEach((store) => request.result.createObjectStore(store));
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      const transaction = database.transaction(Object.keys(stores), "readwrite");
      for (const [store, rows] of Object.entries(stores)) {
        for (const [key, value] of rows) transaction.objectStore(store).put(value, key);
      }
      await new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = () => reject(transaction.error);
      });
      database.close();
      const site = await (await navigator.storage.getDirectory()).getDirectoryHandle("hindcast%2F", { create: true });
      for (const [path, text] of Object.entries(files)) {
        const [directory, name] = path.split("/");
        const entries = await site.getDirectoryHandle(directory, { create: true });
        const stream = await (await entries.getFileHandle(name, { create: true })).createWritable();
        await stream.write(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));
        await stream.close();
      }
    },
    { version, stores, files },
  );
}

/** A file of the repository. */
export const repository = (path) => readFile(new URL(`../../../${path}`, import.meta.url));
