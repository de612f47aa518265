// A sweep that takes long enough to be looked at, cancelled or killed.

/** Thousands of cells over half a million bars; returns when it runs. */
export async function startLongSweep(app) {
  await app.addSynthetic();
  await app.openForm("SMA cross");
  await app.chooseDataset(/synthetic/i);
  await app.sweep("Fast length", { from: 5, to: 50, step: 1 });
  await app.sweep("Slow length", { from: 60, to: 300, step: 5 });
  await app.submit();
  await app.expectState("running");
}

/** A sweep of some seconds, to be killed in the middle and finished later; returns when part of it is done. */
export async function startShortSweep(app) {
  await app.addSynthetic();
  await app.openForm("SMA cross");
  await app.chooseDataset(/synthetic/i);
  await app.sweep("Fast length", { from: 5, to: 40, step: 1 });
  await app.sweep("Slow length", { from: 60, to: 260, step: 20 });
  await app.submit();
  await app.expectState("running");
}
