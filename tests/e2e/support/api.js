// A device without a browser: what somebody can send who has a token.
import { randomUUID } from "node:crypto";

export class ApiDevice {
  /** Pairs by a code. */
  static async pair(server, code) {
    const device = new ApiDevice(server);
    const { token } = await device.ask("POST", "/pairings", { code, name: "Program" });
    device.token = token;
    return device;
  }

  constructor(server) {
    this.base = `${server.url}api/v1`;
    this.profile = randomUUID();
    this.number = 0;
  }

  async ask(method, path, body) {
    const headers = { "hindcast-protocol": "1", "content-type": "application/json" };
    if (this.token) headers.authorization = `Bearer ${this.token}`;
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const answer = await fetch(this.base + path, { method, headers, body: text });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  /** Every record of the workspace. */
  async records() {
    const all = [];
    for (let since = 0; ; ) {
      const page = await this.ask("GET", `/records?since=${since}`);
      all.push(...page.records);
      if (page.state) return all;
      since = page.to;
    }
  }

  /** Adds a record; `body` is JSON text, sent as it is. Throws unless the server takes it. */
  async add(kind, id, body, blobs = []) {
    this.number += 1;
    const head = JSON.stringify({ number: this.number, kind, id, base: null, blobs }).slice(0, -1);
    const push = JSON.stringify({ device: this.profile, acknowledged: this.number - 1, server_id: null }).slice(0, -1);
    const { results } = await this.ask("POST", "/records/push", `${push},"mutations":[${head},"body":${body}}]}`);
    if (!results[0].applied) throw new Error(`${kind}: ${JSON.stringify(results[0])}`);
  }
}
