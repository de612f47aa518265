// Lines from the entry of each trade to its exit, and a band behind the chosen one, drawn by the chart library as part of a plot.

class View {
  constructor(lines) {
    this.lines = lines;
  }

  zOrder() {
    return "top";
  }

  renderer() {
    return { draw: (target) => target.useBitmapCoordinateSpace((space) => this.lines.draw(space)) };
  }
}

export class TradeLines {
  constructor() {
    this.drawn = [];
    this.views = [new View(this)];
  }

  attached({ chart, series, requestUpdate }) {
    Object.assign(this, { chart, series, requestUpdate });
  }

  detached() {
    Object.assign(this, { chart: undefined, series: undefined, requestUpdate: undefined });
  }

  paneViews() {
    return this.views;
  }

  /** JSON: for each line the times and prices of its ends, its colour, and the colour of its band if it has one. */
  set(json) {
    this.drawn = JSON.parse(json);
    this.requestUpdate?.();
  }

  draw({ context, bitmapSize, horizontalPixelRatio, verticalPixelRatio }) {
    const x = (time) => this.chart?.timeScale().timeToCoordinate(time);
    const y = (price) => this.series?.priceToCoordinate(price);
    context.save();
    for (const { from, to, colour, band } of this.drawn) {
      const ends = [x(from.time), y(from.price), x(to.time), y(to.price)];
      // An end whose point the chart does not hold has no place.
      if (ends.some((at) => at == null)) continue;
      const [x1, y1, x2, y2] = ends.map((at, i) => at * (i % 2 ? verticalPixelRatio : horizontalPixelRatio));
      if (band) {
        context.fillStyle = band;
        const margin = 4 * horizontalPixelRatio;
        context.fillRect(x1 - margin, 0, x2 - x1 + 2 * margin, bitmapSize.height);
      }
      context.strokeStyle = colour;
      context.lineWidth = (band ? 2 : 1) * verticalPixelRatio;
      context.setLineDash(band ? [] : [4 * horizontalPixelRatio, 3 * horizontalPixelRatio]);
      context.beginPath();
      context.moveTo(x1, y1);
      context.lineTo(x2, y2);
      context.stroke();
    }
    context.restore();
  }
}
