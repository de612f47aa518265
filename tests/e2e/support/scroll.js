// Long pages make their parts when one comes near them.

/** Scrolls through the page and back to its top; what is made on the way stands afterwards. */
export async function seeAll(page) {
  for (let at = 0; at < (await page.evaluate(() => document.documentElement.scrollHeight)); at += 600) {
    await page.evaluate((to) => scrollTo(0, to), at);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }
  await page.evaluate(() => scrollTo(0, 0));
}
