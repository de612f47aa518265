// Everything a browser complains about, collected from all pages of a context.

/** A list that grows with each console error and each uncaught exception. */
export function watch(context) {
  const complaints = [];
  context.on("console", (message) => {
    // Of a file that did not come the text has no address.
    if (message.type() === "error") complaints.push(`${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => complaints.push(String(error.error().stack ?? error.error())));
  return complaints;
}
