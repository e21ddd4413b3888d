// A reply of /api/ask as a card.
import { button, element } from "./elements.js";

const NUMBER = /^-?\d+(\.\d+)?%?$/;
const CITATIONS_SHOWN = 5;
const ORIGINS = { said: "", carried: "沿用上文", default: "默认" };
const HEADINGS = { clarify: "请选择", declined: "没有答案" };

export function questionCard(question) {
  return element("li", { class: "question" }, element("p", {}, question));
}

export function loadingCard() {
  return element("li", { class: "card loading" }, element("p", { role: "status" }, "正在查找…"));
}

export function errorCard(message, onRetry) {
  const retry = onRetry ? element("div", { class: "choices" }, button("再问一次", onRetry)) : null;
  return element("li", { class: "card problem" }, element("p", {}, message), retry);
}

export function answerCard(reply, ask) {
  return element(
    "li",
    { class: `card ${reply.status}` },
    reply.status in HEADINGS ? element("p", { class: "state" }, HEADINGS[reply.status]) : null,
    reply.value ? figure(reply.value) : null,
    element("p", { class: "sentence" }, reply.answer),
    reply.table ? table(reply.table) : null,
    notes(reply.notes),
    choices(reply, ask),
    citations(reply.citations),
    understood(reply.canonical, reply.understood ?? []),
    reply.sql ? sql(reply.sql) : null,
  );
}

function figure(value) {
  return element(
    "p",
    { class: "figure" },
    element("span", { class: "figure-number" }, value.number),
    " ",
    element("span", { class: "figure-unit" }, value.unit),
  );
}

function table({ columns, rows }) {
  const numeric = columns.map((_, index) => rows.some((row) => NUMBER.test(row[index] ?? "")));
  const sideOf = (index) => (numeric[index] ? "number" : "");
  const head = columns.map(({ name, unit }, index) =>
    element("th", { scope: "col", class: sideOf(index) }, name, unit ? element("span", { class: "unit" }, `（${unit}）`) : null),
  );
  const cell = (text, index) =>
    text === null
      ? element("td", { class: `absent ${sideOf(index)}` }, "未公开")
      : element("td", { class: NUMBER.test(text) ? "number" : "" }, text);
  const body = rows.map((row) => element("tr", {}, ...row.map(cell)));
  return element(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": "结果表" },
    element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...body)),
  );
}

function notes(texts) {
  if (!texts.length) return null;
  return element("ul", { class: "notes", "aria-label": "备注" }, ...texts.map((text) => element("li", {}, text)));
}

function choices(reply, ask) {
  if (!reply.choices.length) return null;
  const buttons = reply.choices.map(({ label, question }) => button(label, () => ask(question), { title: question }));
  const lead = reply.status === "clarify" ? null : element("span", { class: "lead" }, "还可以问");
  return element("div", { class: "choices" }, lead, ...buttons);
}

function citations(list) {
  if (!list.length) return null;
  const items = list.map((each) => element("li", {}, citation(each)));
  const shown = element("ul", {}, ...items.slice(0, CITATIONS_SHOWN));
  const rest = items.slice(CITATIONS_SHOWN);
  const more = rest.length
    ? element("details", {}, element("summary", {}, `其余 ${rest.length} 处出处`), element("ul", {}, ...rest))
    : null;
  return element("section", { class: "citations", "aria-label": "出处" }, element("h3", {}, "出处"), shown, more);
}

function citation(cited) {
  const place = cited.table ? [cited.table.title, cited.row, cited.column] : [cited.section];
  const parts = [cited.document.unit_name, ...place].filter(Boolean).join(" · ");
  const children = [
    element("span", { class: cited.table ? "place cell" : "place" }, parts),
    element("q", { class: "printed-text" }, cited.text || "空白"),
    cited.doubtful ? element("span", { class: "tag" }, "印刷不清") : null,
  ];
  // Only this site's own pages are sources; anything else stays text.
  if (!/^\/(?!\/)/.test(cited.url)) return element("span", {}, ...children);
  const url = cited.url.includes("#") ? cited.url : `${cited.url}#cited`;
  return element("a", { href: url }, ...children);
}

function understood(canonical, slots) {
  if (!slots.length) return null;
  const items = slots.map(({ slot, text, origin }) =>
    element(
      "li",
      { class: origin },
      element("span", { class: "slot" }, slot),
      " ",
      text,
      ORIGINS[origin] ? element("span", { class: "origin" }, ` ${ORIGINS[origin]}`) : null,
    ),
  );
  return element(
    "div",
    { class: "understood" },
    element("span", { class: "lead" }, "我的理解"),
    element("div", {}, canonical ? element("p", { class: "canonical" }, canonical) : null, element("ul", { "aria-label": "我的理解" }, ...items)),
  );
}

function sql(text) {
  return element("details", { class: "sql" }, element("summary", {}, "查询语句"), element("pre", {}, element("code", {}, text)));
}
