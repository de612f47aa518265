// Writes a brotli copy NAME.br beside each file named on the command line that gets shorter by it. Each runs on a thread of its own.
import { readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

const compress = promisify(brotliCompress);

async function writeCopy(file) {
  const bytes = await readFile(file);
  const copy = await compress(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
  if (copy.length < bytes.length) await writeFile(`${file}.br`, copy);
}

await Promise.all(process.argv.slice(2).map(writeCopy));
