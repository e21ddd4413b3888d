// Shows an answer's table as a chart. The library comes when a chart is first wanted; whether one is, is kept in this browser.
import { onEachCard } from "./cards.js";

const KEY = "view";
const LIBRARY = new URL("./vendor/echarts/echarts.simple.min.js", import.meta.url);
const UNREACHABLE = "图没有取到，请检查网络后再试。";
const SIZE = 13, STEP = 17, BAR = 22, LINE_HEIGHT = 280, RING = 230, MARK = 14, NARROW = 480;
// A name has at most so many lines; it is broken where one of its words ends, if such a place is this near to the middle.
const MOST_LINES = 3, NEAR = 4 * SIZE;
const ENDS = /[省市区县州部委厅局和与及、，）)]$/, BEGINS = /^[（(]/, WITHIN_NUMBER = /[\d.,]$/;

function stored() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // Storage is closed to frames of other sites.
  }
}

function store(view) {
  try {
    localStorage.setItem(KEY, view);
  } catch {
    // It then holds for this page only.
  }
}

export function coloursOf(element) {
  const style = getComputedStyle(element);
  const variable = (name) => style.getPropertyValue(name).trim();
  return {
    ink: variable("--ink"), quiet: variable("--quiet"), line: variable("--line"), card: variable("--card"),
    accent: variable("--accent"), soft: variable("--accent-soft"),
    series: [1, 2, 3, 4, 5, 6, 7, 8].map((place) => variable(`--series-${place}`)), font: style.fontFamily,
  };
}

function textIn(colours) {
  return { color: colours.ink, fontFamily: colours.font, fontSize: SIZE };
}

function namesWidth(width) {
  return Math.min(Math.round(width * 0.42), 220);
}

function widthOf(text) {
  return [...text].reduce((sum, letter) => sum + (letter < "\u0100" ? 8 : SIZE), 0);
}

// A name in lines that have room, of about one length: no character stands alone. What stands apart (the year) begins a line.
export function folded(name, room) {
  return widthOf(name) <= room ? name : name.split(" ").flatMap((part) => broken(shortened(part, room), room)).join("\n");
}

function broken(text, room, count = Math.ceil(widthOf(text) / room)) {
  if (count < 2) return [text];
  const letters = [...text], ideal = widthOf(text) / count;
  const parts = letters.slice(1).map((_, place) => [letters.slice(0, place + 1).join(""), letters.slice(place + 1).join("")]);
  const fitting = parts.filter(([line, rest]) => widthOf(line) <= room && widthOf(rest) <= room * (count - 1) && !(WITHIN_NUMBER.test(line) && /^[\d.,]/.test(rest)));
  if (!fitting.length) return count > letters.length ? [text] : broken(text, room, count + 1);
  const cost = ([line, rest]) => Math.abs(widthOf(line) - ideal) - (ENDS.test(line) || BEGINS.test(rest) ? NEAR : 0);
  const [line, rest] = fitting.reduce((best, each) => (cost(each) < cost(best) ? each : best));
  return [line, ...broken(rest, room)];
}

// Of a longer name the middle is left out; the table has it whole.
function shortened(text, room) {
  const letters = [...text], kept = MOST_LINES * Math.floor(room / SIZE) - 1;
  return widthOf(text) <= (kept + 1) * SIZE ? text : `${letters.slice(0, Math.ceil(kept / 2)).join("")}…${letters.slice(-Math.floor(kept / 2)).join("")}`;
}

// Numbers with their thousands set apart, as the table shows them.
const grouped = (number) => number.replace(/^-?\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));

const geometry = (number) => (number === null ? null : Number(number));

// Labels are the printed numbers themselves; the library only needs to know how long a bar is.
function bars(chart, colours, width) {
  const left = namesWidth(width);
  const label = (place) => (point) => [chart.series[place].name, grouped(chart.series[place].numbers[point.dataIndex] ?? "")].filter(Boolean).join(" ");
  const labels = chart.series.flatMap((each, place) => each.numbers.map((_, dataIndex) => label(place)({ dataIndex })));
  const right = 12 + Math.max(...labels.map(widthOf));
  return {
    grid: { left, right, top: 8, bottom: 8 },
    xAxis: { type: "value", axisLabel: { show: false }, splitLine: { show: false } },
    yAxis: {
      type: "category", inverse: true, data: chart.names.map((name) => folded(name, left - 14)), axisTick: { show: false }, axisLine: { onZero: true, lineStyle: { color: colours.line } },
      axisLabel: { ...textIn(colours), lineHeight: STEP, interval: 0, margin: 10 },
    },
    series: chart.series.map((each, place) => ({
      type: "bar", barMaxWidth: 20, barGap: "10%", itemStyle: { color: colours.series[place] },
      data: each.numbers.map(geometry),
      label: { ...textIn(colours), show: true, position: "right", formatter: label(place) },
    })),
  };
}

// Names of lines stand at their ends, or below where there is no room; the numbers of two lines above the one and below the other.
function lines(chart, colours, width) {
  const several = chart.series.length > 1, narrow = width < NARROW, names = several && narrow ? chart.series.map((each) => folded(each.name, width - MARK - 16)) : [];
  const last = chart.series.map(({ numbers }) => Number(numbers.findLast((number) => number !== null)));
  const position = (place) => (chart.series.length === 2 && last[place] < last[1 - place] ? "bottom" : "top");
  const legend = legendOf(names, { left: 0, top: LINE_HEIGHT }, colours);
  return {
    grid: [{ left: 8, containLabel: true, right: several && !narrow ? 150 : 40, top: 30, height: LINE_HEIGHT - 34 }, ...legend.grid],
    xAxis: [{ type: "category", data: chart.names, axisLabel: textIn(colours), axisLine: { lineStyle: { color: colours.line } } }, ...legend.xAxis],
    yAxis: [{ type: "value", axisLabel: { ...textIn(colours), color: colours.quiet, formatter: (value) => grouped(String(value)) }, splitLine: { lineStyle: { color: colours.line } } }, ...legend.yAxis],
    series: [...chart.series.map((each, place) => ({
      type: "line", symbol: "circle", symbolSize: 8, itemStyle: { color: colours.series[place] }, lineStyle: { width: 2 },
      data: each.numbers.map(geometry),
      label: { ...textIn(colours), show: !narrow || chart.series.length < 3, position: position(place), formatter: (point) => grouped(each.numbers[point.dataIndex] ?? ""), backgroundColor: colours.card, padding: 2 },
      endLabel: { ...textIn(colours), show: several && !narrow, formatter: each.name, width: 140, overflow: "break" },
    })), ...legend.series],
  };
}

function heightOfNames(names) {
  return names.length * (10 + STEP * Math.max(1, ...names.map((name) => name.split("\n").length)));
}

// Names with the colours of what they name, one below the other: bars of one length, in a grid that stands behind the others of the chart.
function legendOf(names, { left, top }, colours, index = 1) {
  if (!names.length) return { grid: [], xAxis: [], yAxis: [], series: [] };
  return {
    grid: [{ left, top, height: heightOfNames(names), width: MARK }],
    xAxis: [{ gridIndex: index, type: "value", min: 0, max: 1, show: false }],
    yAxis: [{ gridIndex: index, type: "category", inverse: true, data: names, show: false }],
    series: [{
      type: "bar", xAxisIndex: index, yAxisIndex: index, barWidth: MARK, data: names.map((_, place) => ({ value: 1, itemStyle: { color: colours.series[place] } })),
      label: { ...textIn(colours), show: true, position: "right", distance: 8, lineHeight: STEP, formatter: (point) => names[point.dataIndex] },
    }],
  };
}

// What the slices are stands beside the ring, or below it where there is no room: on a ring of small slices names lie over each other.
function namesOfSlices(chart, width) {
  const left = width < NARROW ? 0 : RING + 20, room = width - left - MARK - 16;
  const names = chart.names.map((name, place) => folded(`${name} ${grouped(chart.series[0].numbers[place])}${chart.unit}，${chart.shares[place]}%`, room));
  return { left, names, top: width < NARROW ? RING + 10 : Math.max(0, (RING - heightOfNames(names)) / 2) };
}

function slices(chart, colours, width) {
  const { names, ...place } = namesOfSlices(chart, width), legend = legendOf(names, place, colours, 0);
  const values = chart.series[0].numbers.map((number, place) => ({ value: Number(number), itemStyle: { color: colours.series[place] } }));
  return {
    ...legend,
    series: [...legend.series, {
      type: "pie", center: [width < NARROW ? "50%" : RING / 2, RING / 2], radius: [RING * 0.24, RING * 0.44], startAngle: 90, label: { show: false },
      itemStyle: { borderColor: colours.card, borderWidth: 2 }, data: values.filter((slice) => slice.value > 0),
    }],
  };
}

const DRAW = { bar: bars, line: lines, share: slices };

// Every name has room for its lines, every bar for its number.
function heightOf(chart, kind, width) {
  if (kind === "line") return LINE_HEIGHT + (chart.series.length > 1 && width < NARROW ? heightOfNames(chart.series.map((each) => folded(each.name, width - MARK - 16))) : 0);
  if (kind === "share") {
    const { names, top } = namesOfSlices(chart, width);
    return Math.max(RING, top + heightOfNames(names)) + 4;
  }
  const lines = Math.max(...chart.names.map((name) => folded(name, namesWidth(width) - 14).split("\n").length));
  return 16 + Math.max(lines * STEP, BAR * chart.series.length) * chart.names.length + 12 * chart.names.length;
}

function paint(figure) {
  const plot = figure.querySelector(".plot");
  const drawn = globalThis.echarts.getInstanceByDom(plot) ?? globalThis.echarts.init(plot);
  draw(drawn, figure, plot.clientWidth, coloursOf(document.body));
}

function draw(drawn, figure, width, colours) {
  const chart = JSON.parse(figure.dataset.chart), { kind } = figure.dataset;
  drawn.resize({ width, height: heightOf(chart, kind, width) });
  drawn.setOption({ animation: false, ...DRAW[kind](chart, colours, width) }, { notMerge: true });
}

// The chart that is shown, on a canvas of its own in other colours.
export function redrawn(figure, width, colours) {
  const drawn = globalThis.echarts.init(document.createElement("div"), null, { width, height: 1, devicePixelRatio: 2 });
  draw(drawn, figure, width, colours);
  const canvas = drawn.renderToCanvas({ pixelRatio: 2 });
  drawn.dispose();
  return canvas;
}

// A script element can be tried again; a module that failed to come could not.
function fetchLibrary() {
  const script = document.createElement("script");
  script.src = LIBRARY;
  return new Promise((resolve, reject) => {
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
    document.head.append(script);
  });
}

async function show(views, kind) {
  const figure = views.querySelector(".chart"), said = views.querySelector(".views [role=status]");
  views.dataset.wanted = kind;
  said.textContent = "";
  try {
    if (kind !== "table" && !globalThis.echarts) await fetchLibrary();
  } catch {
    said.textContent = UNREACHABLE;
    return;
  }
  if (views.dataset.wanted !== kind) return; // Another view was chosen meanwhile.
  for (const button of views.querySelectorAll(".views button")) button.setAttribute("aria-pressed", String(button.value === kind));
  views.querySelector(".scroll").hidden = kind !== "table";
  figure.hidden = kind === "table";
  if (kind === "table") return;
  figure.dataset.kind = kind;
  paint(figure);
}

function repaint() {
  document.querySelectorAll(".chart[data-kind]:not([hidden])").forEach(paint);
}

const widths = new ResizeObserver((entries) => entries.forEach(({ target }) => target.clientWidth && target.parentElement.dataset.kind && paint(target.parentElement)));

onEachCard((card) => {
  const buttons = card.querySelector(".views");
  if (!buttons) return;
  buttons.hidden = false;
  const views = buttons.closest(".result-views");
  buttons.addEventListener("click", (event) => {
    const kind = event.target.closest("button")?.value;
    if (!kind) return;
    store(kind === "table" ? "table" : "chart");
    show(views, kind);
  });
  widths.observe(views.querySelector(".plot"));
  if (stored() === "chart") show(views, JSON.parse(views.querySelector(".chart").dataset.chart).kinds[0]);
});

new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
