// Lines from the entry of each trade to its exit, and a band behind the chosen one, drawn by the chart library as part of a plot.

class View {
  constructor(order, draw) {
    this.order = order;
    this.draw = draw;
  }

  zOrder() {
    return this.order;
  }

  renderer() {
    return { draw: (target) => target.useBitmapCoordinateSpace(this.draw) };
  }
}

export class TradeLines {
  constructor() {
    this.drawn = [];
    this.views = [new View("bottom", (space) => this.drawBands(space)), new View("top", (space) => this.drawLines(space))];
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

  /** The lines whose ends the chart holds, with the pixels of their ends. */
  *placed({ horizontalPixelRatio, verticalPixelRatio }) {
    const x = (time) => this.chart?.timeScale().timeToCoordinate(time);
    const y = (price) => this.series?.priceToCoordinate(price);
    for (const line of this.drawn) {
      const ends = [x(line.from.time), y(line.from.price), x(line.to.time), y(line.to.price)];
      if (ends.some((at) => at == null)) continue;
      yield { ...line, ends: ends.map((at, i) => at * (i % 2 ? verticalPixelRatio : horizontalPixelRatio)) };
    }
  }

  drawBands(space) {
    const margin = 4 * space.horizontalPixelRatio;
    for (const { band, ends: [from, , to] } of this.placed(space)) {
      if (!band) continue;
      space.context.fillStyle = band;
      space.context.fillRect(from - margin, 0, to - from + 2 * margin, space.bitmapSize.height);
    }
  }

  drawLines(space) {
    const { context, horizontalPixelRatio: ratio } = space;
    context.save();
    for (const { band, colour, ends: [x1, y1, x2, y2] } of this.placed(space)) {
      context.strokeStyle = colour;
      context.lineWidth = (band ? 2 : 1) * ratio;
      context.setLineDash(band ? [] : [4 * ratio, 3 * ratio]);
      context.beginPath();
      context.moveTo(x1, y1);
      context.lineTo(x2, y2);
      context.stroke();
    }
    context.restore();
  }
}
