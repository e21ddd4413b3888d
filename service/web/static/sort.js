// Sorts the rows of an answer's table by one column: up, down, and back as they were. What is no number stands last.
// Amounts in several units are sorted by their value in the smallest, which the page gives beside what it shows.
import { onEachCard } from "./cards.js";
import { fetchPart } from "./parts.js";

const NEXT = { none: "ascending", ascending: "descending", descending: "none" };
const NUMBER = /^[-−]?\d[\d,]*(\.\d+)?%?$/;
const words = new Intl.Collator("zh-CN", { numeric: true });

function valueOf(row, place) {
  const cell = row.cells[place];
  return cell.classList.contains("absent") ? null : cell.dataset.value ?? cell.textContent.trim();
}

function toNumber(text) {
  return Number(text.replace(/[,%]/g, "").replace("−", "-"));
}

// Numbers by value, then words, then what is not disclosed; in both directions.
function compare(first, second, direction) {
  const rank = (text) => (text === null || text === "" ? 2 : NUMBER.test(text) ? 0 : 1);
  if (rank(first) !== rank(second)) return rank(first) - rank(second);
  if (rank(first) === 2) return 0;
  const order = rank(first) === 0 ? toNumber(first) - toNumber(second) : words.compare(first, second);
  return direction === "descending" ? -order : order;
}

function sort(table, place, direction, original) {
  const rows = [...original];
  if (direction !== "none") rows.sort((a, b) => compare(valueOf(a, place), valueOf(b, place), direction));
  table.tBodies[0].append(...rows);
}

// A longer table shows its first rows; sorted are all of them.
async function fetchRows(table) {
  const page = await fetchPart(table.dataset.rows);
  delete table.dataset.rows;
  table.tBodies[0].replaceChildren(...page.querySelectorAll("table.result > tbody > tr"));
  table.closest(".result-views").querySelector(".all-rows").remove();
}

function makeSortable(table) {
  let original = [...table.tBodies[0].rows];
  const headers = [...table.tHead.rows[0].cells];
  headers.forEach((header, place) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...header.childNodes);
    header.append(button);
    header.ariaSort = "none";
    button.addEventListener("click", async () => {
      if (table.dataset.rows) {
        try {
          await fetchRows(table);
        } catch {
          location.assign(table.dataset.rows);
          return;
        }
        original = [...table.tBodies[0].rows];
      }
      const direction = NEXT[header.ariaSort];
      for (const other of headers) other.ariaSort = "none";
      header.ariaSort = direction;
      sort(table, place, direction, original);
    });
  });
}

onEachCard((card) => card.querySelectorAll("table.sortable").forEach(makeSortable));
