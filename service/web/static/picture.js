// Paints an answer on a canvas, as it stands on the page: question, sentence, table or chart, notes, sources, what was understood.
import { coloursOf, redrawn } from "./chart.js";
import { questionOf } from "./take.js";

const WIDTH = 880, MARGIN = 40, INNER = WIDTH - 2 * MARGIN, SCALE = 2, PAD = 10;
const FONT = '"Noto Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif';
const STYLES = {
  question: { size: 22, weight: 650, gap: 14 }, figure: { size: 34, weight: 650, gap: 10, colour: "accent" }, sentence: { size: 17, gap: 16 },
  cell: { size: 15, gap: 0 }, head: { size: 15, weight: 600, gap: 0 }, small: { size: 14, gap: 6, colour: "quiet" },
};
// Marks that may not begin a line, and those that may not end one.
const NOT_FIRST = /^[，。、；：？！）》」』”’…%％,.;:?!)\]}]/, NOT_LAST = /[（《「『“‘(\[{]$/;
const UNITS = /[\p{L}\p{N}][\p{L}\p{N}.,%/+-]*|./gsu;

function use(context, style) {
  context.font = `${style.weight ?? 400} ${style.size}px ${FONT}`;
}

// What may not be broken: a number or a Latin word; every ideograph is a piece of its own.
function piecesOf(text) {
  const pieces = [];
  for (const [unit] of text.matchAll(UNITS)) {
    const split = /^[\x20-\x7e]+$/.test(unit) ? [unit] : (unit.match(/[\x21-\x7e]+|[^\x21-\x7e]/gu) ?? []);
    for (const piece of split) {
      if (pieces.length && (NOT_FIRST.test(piece) || NOT_LAST.test(pieces.at(-1)))) pieces[pieces.length - 1] += piece;
      else pieces.push(piece);
    }
  }
  return pieces;
}

function wrap(context, text, width) {
  const lines = [""];
  const place = (piece) => {
    if (context.measureText(lines.at(-1) + piece).width <= width || !lines.at(-1)) lines[lines.length - 1] += piece;
    else lines.push(piece.trimStart());
  };
  for (const piece of piecesOf(text)) {
    if (context.measureText(piece).width <= width) place(piece);
    else [...piece].forEach(place);
  }
  return lines;
}

function textBlock({ context, colours }, text, style) {
  use(context, style);
  const lines = wrap(context, text, INNER), step = Math.round(style.size * 1.6);
  const draw = (top) => lines.forEach((line, place) => {
    use(context, style);
    context.fillStyle = colours[style.colour ?? "ink"];
    context.fillText(line, MARGIN, top + place * step + style.size);
  });
  return { height: lines.length * step + style.gap, draw };
}

// Columns are as wide as their longest cell; where there is no room, those with words give way.
function widthsOf(context, rows, numeric) {
  const wanted = rows[0].map((_, column) => Math.max(...rows.map((row) => context.measureText(row[column]).width)) + 2 * PAD);
  const fixed = wanted.reduce((sum, width, column) => sum + (numeric[column] ? width : 0), 0);
  const free = wanted.reduce((sum, width, column) => sum + (numeric[column] ? 0 : width), 0);
  const factor = free ? Math.max((INNER - fixed) / free, 0.2) : INNER / fixed;
  return wanted.map((width, column) => (numeric[column] && free ? width : width * factor));
}

function tableBlock({ context, colours }, table) {
  const rows = [...table.rows].map((row) => [...row.cells].map((cell) => seen(cell).textContent.trim().replace(/\s+/g, " ")));
  const numeric = [...table.rows[0].cells].map((cell) => cell.classList.contains("number"));
  use(context, STYLES.head);
  const widths = widthsOf(context, rows, numeric), step = 24;
  const wrapped = rows.map((row, place) => {
    use(context, place ? STYLES.cell : STYLES.head);
    return row.map((cell, column) => wrap(context, cell, widths[column] - 2 * PAD));
  });
  const heights = wrapped.map((row) => Math.max(...row.map((cell) => cell.length)) * step + PAD);
  const draw = (top) => wrapped.forEach((row, place) => {
    const at = top + heights.slice(0, place).reduce((sum, height) => sum + height, 0);
    drawRow({ context, colours }, row, { at, height: heights[place], widths, numeric, isHead: place === 0, step });
  });
  return { height: heights.reduce((sum, height) => sum + height, 0) + 20, draw };
}

function drawRow({ context, colours }, row, { at, height, widths, numeric, isHead, step }) {
  if (isHead) {
    context.fillStyle = colours.soft;
    context.fillRect(MARGIN, at, INNER, height);
  }
  context.fillStyle = colours.line;
  context.fillRect(MARGIN, at + height - 1, INNER, 1);
  use(context, isHead ? STYLES.head : STYLES.cell);
  context.fillStyle = colours.ink;
  let left = MARGIN;
  row.forEach((cell, column) => {
    context.textAlign = numeric[column] ? "right" : "left";
    const x = numeric[column] ? left + widths[column] - PAD : left + PAD;
    cell.forEach((line, place) => context.fillText(line, x, at + PAD / 2 + place * step + 17));
    left += widths[column];
  });
  context.textAlign = "left";
}

function chartBlock({ context, colours }, figure) {
  const canvas = redrawn(figure, INNER, colours);
  const width = canvas.width / 2, height = canvas.height / 2;
  return { height: height + 20, draw: (top) => context.drawImage(canvas, MARGIN, top, width, height) };
}

// The page gives what is printed its quotation marks, and thousands their commas, by its style.
function seen(node) {
  const copy = node.cloneNode(true);
  copy.querySelectorAll(".thousand").forEach((digits) => digits.prepend(","));
  copy.querySelectorAll("q").forEach((q) => q.replaceWith(`“${q.textContent}”`));
  return copy;
}

function textsOf(card, selector) {
  return [...card.querySelectorAll(selector)].map((node) => seen(node).textContent.trim().replace(/\s+/g, " "));
}

function blocksOf(board, card) {
  const text = (style) => (words) => textBlock(board, words, STYLES[style]);
  const chart = card.querySelector(".chart:not([hidden])"), table = card.querySelector("table.result");
  return [
    text("question")(questionOf(card)),
    ...textsOf(card, ".figure").map(text("figure")),
    ...textsOf(card, ".sentence").map(text("sentence")),
    ...(chart ? [text("small")(chart.querySelector("figcaption").textContent), chartBlock(board, chart)] : []),
    ...(table ? [tableBlock(board, table)] : []),
    ...textsOf(card, ".formula").map((words) => text("small")(`算式：${words}`)),
    ...textsOf(card, ".notes li").map((words) => text("small")(`备注：${words}`)),
    ...textsOf(card, ".citations li").map((words) => text("small")(`出处：${words}`)),
    ...textsOf(card, ".canonical").map((words) => text("small")(`我的理解：${words}`)),
    text("small")(card.querySelector(".card-tools a")?.href ?? location.href),
  ];
}

// A picture is light wherever it is pasted.
function paperColours() {
  const paper = document.createElement("div");
  paper.className = "on-paper unseen";
  document.body.append(paper);
  const colours = coloursOf(paper);
  paper.remove();
  return colours;
}

export async function paint(card) {
  await document.fonts.ready;
  const canvas = document.createElement("canvas"), context = canvas.getContext("2d"), colours = paperColours();
  const blocks = blocksOf({ context, colours }, card);
  canvas.width = WIDTH * SCALE;
  canvas.height = (blocks.reduce((sum, block) => sum + block.height, 0) + 2 * MARGIN) * SCALE;
  context.scale(SCALE, SCALE);
  context.fillStyle = colours.card;
  context.fillRect(0, 0, WIDTH, canvas.height);
  let top = MARGIN;
  for (const block of blocks) {
    block.draw(top);
    top += block.height;
  }
  return new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
}
