/** Handing files to people: rows as CSV, pictures as PNG or SVG. */

export function save(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

type Cell = string | number | boolean | null | undefined;

/** A cell that a spreadsheet would take for a formula is written as text. */
function cell(value: Cell): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csv(header: string[], rows: Cell[][]): string {
  return [header, ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

export function saveCsv(header: string[], rows: Cell[][], name: string): void {
  // The mark at the beginning tells spreadsheets that this is UTF-8; without it Chinese names are garbled.
  save(new Blob(["\ufeff", csv(header, rows)], { type: "text/csv;charset=utf-8" }), name);
}

type Box = Pick<DOMRect, "x" | "y" | "width" | "height">;

/** All that is drawn, with a margin: more than one sees of a picture that can be moved. */
export function extent(svg: SVGSVGElement, margin = 16): Box {
  const { x, y, width, height } = svg.getBBox();
  return { x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin };
}

/** Paints a picture of ours on a canvas, or another part of it. An image made of the SVG's text would need a hole in the security policy. */
export async function savePng(svg: SVGSVGElement, name: string, part?: Box): Promise<void> {
  const box = part ?? svg.viewBox.baseVal;
  const [width, height] = box.width ? [box.width, box.height] : [svg.clientWidth, svg.clientHeight];
  const scale = Math.min(3, 8_000 / Math.max(width, height), Math.max(2, devicePixelRatio));
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width * scale);
  canvas.height = Math.ceil(height * scale);
  const brush = canvas.getContext("2d");
  if (!brush) return;
  brush.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--card");
  brush.fillRect(0, 0, canvas.width, canvas.height);
  const origin = new DOMMatrix().scale(scale).translate(-box.x, -box.y);
  const root = svg.getScreenCTM()?.inverse() ?? new DOMMatrix();
  for (const element of svg.querySelectorAll<SVGGraphicsElement>("path, rect, circle, line, polygon, text")) {
    const style = getComputedStyle(element);
    if (style.display === "none" || style.visibility === "hidden" || element.closest("defs")) continue;
    const own = element.getScreenCTM();
    brush.setTransform(own ? origin.multiply(DOMMatrix.fromMatrix(root)).multiply(DOMMatrix.fromMatrix(own)) : origin);
    brush.globalAlpha = opacity(element, svg);
    paint(brush, element, style);
  }
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (blob) save(blob, name);
}

function opacity(element: Element, root: Element): number {
  let all = 1;
  for (let at: Element | null = element; at && at !== root; at = at.parentElement) {
    all *= Number(getComputedStyle(at).opacity);
  }
  return all;
}

function paint(brush: CanvasRenderingContext2D, element: SVGGraphicsElement, style: CSSStyleDeclaration): void {
  if (element instanceof SVGTextElement) {
    brush.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    brush.textAlign = style.textAnchor === "middle" ? "center" : style.textAnchor === "end" ? "right" : "left";
    brush.fillStyle = style.fill;
    const lines = element.querySelectorAll("tspan");
    for (const line of lines.length ? lines : [element]) {
      const at = (line as SVGTextElement).getNumberOfChars() ? (line as SVGTextElement).getStartPositionOfChar(0) : null;
      const shift = brush.textAlign === "left" ? 0 : (line as SVGTextElement).getComputedTextLength() / (brush.textAlign === "center" ? 2 : 1);
      if (at) brush.fillText(line.textContent ?? "", at.x + shift, at.y);
    }
    return;
  }
  const shape = outline(element);
  const alpha = brush.globalAlpha;
  if (style.fill !== "none") {
    brush.globalAlpha = alpha * Number(style.fillOpacity);
    brush.fillStyle = style.fill;
    brush.fill(shape);
  }
  if (style.stroke !== "none" && parseFloat(style.strokeWidth) > 0) {
    brush.globalAlpha = alpha * Number(style.strokeOpacity);
    brush.strokeStyle = style.stroke;
    brush.lineWidth = parseFloat(style.strokeWidth);
    brush.lineCap = style.strokeLinecap as CanvasLineCap;
    brush.setLineDash(style.strokeDasharray === "none" ? [] : style.strokeDasharray.split(/[ ,]+/).map(parseFloat));
    brush.stroke(shape);
  }
}

function outline(element: SVGGraphicsElement): Path2D {
  const shape = new Path2D();
  if (element instanceof SVGPathElement) return new Path2D(element.getAttribute("d") ?? "");
  if (element instanceof SVGRectElement) {
    const of = (length: SVGAnimatedLength) => length.baseVal.value;
    shape.roundRect(of(element.x), of(element.y), of(element.width), of(element.height), of(element.rx));
  } else if (element instanceof SVGCircleElement) {
    shape.arc(element.cx.baseVal.value, element.cy.baseVal.value, element.r.baseVal.value, 0, 2 * Math.PI);
  } else if (element instanceof SVGLineElement) {
    shape.moveTo(element.x1.baseVal.value, element.y1.baseVal.value);
    shape.lineTo(element.x2.baseVal.value, element.y2.baseVal.value);
  } else if (element instanceof SVGPolygonElement) {
    for (const [at, point] of Array.from(element.points).entries()) shape[at ? "lineTo" : "moveTo"](point.x, point.y);
    shape.closePath();
  }
  return shape;
}
