// The same harness inside a worker: lines go to the page as messages.
import { runSuite } from "./harness.js";

self.__wbg_test_output_writeln = (line) => self.postMessage({ line });

runSuite().then(
  (passed) => self.postMessage({ passed }),
  (error) => self.postMessage({ error: String(error.stack ?? error) }),
);
