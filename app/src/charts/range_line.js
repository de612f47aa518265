// A series of the chart library whose points have a lowest, a highest and a last value, and perhaps a colour of their own: a line with
// gaps, steps, bars from zero, dots, or a level. Where a point is many bars, what they reached is drawn too.

const DOT = 1.5;

export class RangeLine {
  constructor(shape) {
    this.shape = shape;
  }

  renderer() {
    return this;
  }

  update(data, options) {
    Object.assign(this, { data, options });
  }

  priceValueBuilder({ low, high, last }) {
    return this.shape === "columns" ? [Math.min(0, low), Math.max(0, high), last] : [low, high, last];
  }

  isWhitespace(point) {
    return point.last === undefined;
  }

  defaultOptions() {
    return { color: "gray", lineWidth: 1 };
  }

  draw(target, toY) {
    const { visibleRange, barSpacing } = this.data ?? {};
    if (!visibleRange || this.options.visible === false) return;
    target.useBitmapCoordinateSpace(({ context, horizontalPixelRatio: across, verticalPixelRatio: down }) => {
      const points = this.inSight().map(({ x, originalData: { low, high, last, tint, joined } }) => ({
        x: x * across,
        y: toY(last) * down,
        range: low < high ? [toY(low) * down, toY(high) * down] : undefined,
        color: tint ?? this.options.color,
        joined,
      }));
      context.save();
      context.lineWidth = this.options.lineWidth * down;
      context.lineJoin = "round";
      if (this.shape === "columns") this.drawColumns(context, points, toY(0) * down, barSpacing * across);
      else {
        this.drawRanges(context, points, across);
        if (this.shape === "dots") this.drawDots(context, points, across);
        else this.drawLine(context, points, across);
      }
      context.restore();
    });
  }

  /** The bars in sight, and those beside them to which a line leads. Of the latter the library knows no place: they are one bar away. */
  inSight() {
    const { bars, visibleRange: { from, to }, barSpacing } = this.data;
    const seen = bars.slice(from, to);
    if (seen.length === 0) return seen;
    const [first, after] = [seen[0], bars[to]];
    if (first.originalData.joined) seen.unshift({ ...bars[from - 1], x: first.x - barSpacing });
    if (after?.originalData.joined) seen.push({ ...after, x: bars[to - 1].x + barSpacing });
    return seen;
  }

  drawColumns(context, points, zero, spacing) {
    const width = Math.max(1, Math.floor(spacing * 0.6));
    for (const { x, y, range, color } of points) {
      context.fillStyle = color;
      const [top, bottom] = range ? [Math.min(zero, ...range), Math.max(zero, ...range)] : [Math.min(zero, y), Math.max(zero, y)];
      context.fillRect(Math.round(x - width / 2), top, width, Math.max(1, bottom - top));
    }
  }

  drawRanges(context, points, across) {
    context.globalAlpha = 0.45;
    for (const { x, range, color } of points) {
      if (!range) continue;
      context.fillStyle = color;
      context.fillRect(Math.round(x), Math.min(...range), Math.max(1, Math.floor(across)), Math.abs(range[1] - range[0]));
    }
    context.globalAlpha = 1;
  }

  drawDots(context, points, across) {
    for (const { x, y, color } of points) {
      context.fillStyle = color;
      context.beginPath();
      context.arc(x, y, DOT * across, 0, 2 * Math.PI);
      context.fill();
    }
  }

  drawLine(context, points, across) {
    if (this.shape === "level") context.setLineDash([5 * across, 4 * across]);
    let [before, color] = [undefined, undefined];
    const end = () => color !== undefined && context.stroke();
    for (const [at, point] of points.entries()) {
      const { x, y } = point;
      // A value between two gaps would be a line of no length.
      const alone = !point.joined && !points[at + 1]?.joined;
      if (alone && this.shape !== "level") this.drawDots(context, [point], across / 1.5);
      if (point.color !== color || !point.joined) {
        end();
        color = point.color;
        context.strokeStyle = color;
        context.beginPath();
        if (before && point.joined) context.moveTo(before.x, before.y);
        else context.moveTo(x, y);
      }
      if (this.shape === "steps" && before && point.joined) context.lineTo(x, before.y);
      context.lineTo(x, y);
      before = point;
    }
    end();
  }
}
