// The app as a person meets it: by the names on the screen. Where a name changes, it changes here.
import { expect } from "@playwright/test";
import { indexFile } from "./bars.js";

export const STATES = ["queued", "running", "paused", "completed", "failed", "cancelled", "interrupted"];

export class App {
  constructor(page) {
    this.page = page;
  }

  /** Follows a link of the navigation: "Strategies", "Datasets", "Jobs" or "Settings". */
  async go(name) {
    await this.page.getByRole("navigation").getByRole("link", { name, exact: true }).click();
  }

  // Datasets

  async openImport() {
    await this.go("Datasets");
    await this.page.getByRole("button", { name: "Import data" }).click();
  }

  /** Brings in files ({name, mimeType, buffer}) and waits until the dataset is in the list. */
  async importFiles(files) {
    await this.openImport();
    await this.page.getByLabel("Market data files").setInputFiles(files);
    await this.page.getByRole("dialog").getByRole("button", { name: /^Import\b/ }).click();
    await expect(this.page.getByRole("dialog")).toBeHidden();
  }

  /** Brings in one of the two indices of the tests: "S&P 500" or "NASDAQ". */
  async addIndex(name) {
    await this.importFiles([indexFile(name)]);
    await expect(this.datasetRow(name)).toBeVisible();
  }

  /** Adds a set of the library. */
  async addFromLibrary(name) {
    await this.go("Datasets");
    await this.page.getByRole("button", { name: `Add ${name}`, exact: true }).click();
    await expect(this.datasetRow(name)).toBeVisible();
  }

  /** Half a million minute bars from a seed: work enough to watch. */
  async addSynthetic() {
    await this.go("Datasets");
    await this.page.getByRole("button", { name: "Make synthetic minute bars" }).click();
    await expect(this.datasetRow(/synthetic/i)).toBeVisible({ timeout: 30_000 });
  }

  datasetRow(name) {
    return this.page.getByRole("main").getByRole("row").filter({ hasText: name });
  }

  // The run form

  async openForm(strategy) {
    await this.go("Strategies");
    const run = this.page.getByRole("link", { name: "Run backtest" });
    const card = this.page.getByRole("listitem").filter({ has: run });
    await card.filter({ has: this.page.getByRole("link", { name: strategy, exact: true }) }).getByRole("link", { name: "Run backtest" }).click();
    await expect(this.submitButton).toBeVisible();
  }

  get submitButton() {
    return this.page.getByRole("button", { name: "Submit job" });
  }

  field(label) {
    return this.page.getByRole("main").getByLabel(label, { exact: true });
  }

  async chooseDataset(name) {
    const select = this.field("Dataset");
    const option = select.getByRole("option").filter({ hasText: name }).first();
    await select.selectOption(await option.getAttribute("value"));
  }

  /** Sets what a new form had before it proposed a whole portfolio, and what the engine's defaults are: the frozen numbers go by it. */
  async setEngineDefaults() {
    await this.field("Order size unit").selectOption("lots");
    await this.field("Lots").fill("1");
    await this.field("Initial margin, long, %").fill("100");
    await this.field("Initial margin, short, %").fill("100");
    const short = this.field("Short selling");
    if ((await short.count()) > 0) await short.check();
    // The section is folded.
    const end = this.field("Open position at end of data");
    if (!(await end.isVisible())) await this.page.getByRole("heading", { name: "Execution" }).click();
    await end.selectOption("leave open");
  }

  /** Turns a parameter into an axis. */
  async sweep(label, { from, to, step }) {
    const parameter = this.page.locator(".field").filter({ hasText: label });
    await parameter.getByRole("checkbox", { name: "Sweep" }).first().check();
    for (const [part, value] of Object.entries({ from, to, step })) {
      await this.field(`${label} ${part}`).fill(String(value));
    }
  }

  /** Submits, and follows the toast to the job's page. */
  async submit() {
    await this.submitButton.click();
    await this.openCreatedJob();
  }

  async openCreatedJob() {
    const toasts = this.page.getByRole("status");
    await expect(toasts.filter({ hasText: "Job created successfully" })).toBeVisible();
    await toasts.getByRole("link", { name: "Open job" }).last().click();
    await expect(this.state).toBeVisible();
  }

  // A job's page

  /** The job's state, as the one word beside its title. */
  get state() {
    return this.page.getByRole("main").getByText(new RegExp(`^(${STATES.join("|")})$`)).first();
  }

  async expectState(state, options) {
    await expect(this.state).toHaveText(state, options);
  }

  /** What the look-ahead check says beside the state; not there for a job that was not checked. */
  get lookAhead() {
    return this.page.getByRole("main").locator(".job-meta .look-ahead");
  }

  /** The result hash of the certificate. */
  async resultHash() {
    const name = this.page.getByRole("main").getByText(/^Result fingerprint/);
    const value = name.locator("xpath=following-sibling::dd");
    await expect(value).toHaveText(/^[0-9a-f]{64}$/);
    return value.textContent();
  }

  /** Rows of a sweep's table. */
  get cellRows() {
    const open = this.page.getByRole("button", { name: /^Open combination/ });
    return this.page.getByRole("table", { name: "Combinations" }).getByRole("row").filter({ has: open });
  }

  // Lists of jobs

  /** Rows of the jobs page. */
  get jobRows() {
    return this.page.getByRole("table", { name: "Jobs" }).getByRole("row");
  }

  async openBackgroundJobs() {
    await this.page.getByRole("button", { name: /Background jobs/ }).click();
    const dialog = this.page.getByRole("dialog", { name: "Background jobs" });
    await expect(dialog).toBeVisible();
    return dialog;
  }
}
