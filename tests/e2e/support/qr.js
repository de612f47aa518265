// Reads a QR code as a camera would: from what is on the screen.
import jsqr from "jsqr";

/** The text of the code that an element shows. */
export async function readQr(element) {
  const png = (await element.screenshot()).toString("base64");
  const picture = await element.page().evaluate(async (png) => {
    const bytes = Uint8Array.from(atob(png), (one) => one.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d");
    context.drawImage(bitmap, 0, 0);
    const { data, width, height } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    return { data: Array.from(data), width, height };
  }, png);
  const read = jsqr.default ?? jsqr;
  return read(Uint8ClampedArray.from(picture.data), picture.width, picture.height)?.data;
}
