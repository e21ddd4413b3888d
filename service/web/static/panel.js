// Opens the source of a figure beside the chat: a third column where there is room for one, else over the page.
import { UNREACHABLE, fetchPart } from "./parts.js";
import { bringIntoView, resizePage } from "./places.js";

const panel = document.getElementById("source");
const wide = matchMedia("(min-width: 70rem)");
const said = document.getElementById("said");
let opener = null;
let wanted = "";
let pushed = false; // Whether the way back leads to the page without the panel.
let moving = false;

async function open(link) {
  const turned = panel.contains(link) ? link.rel : "";
  if (!turned) opener = link;
  const url = wanted = link.href;
  if (!panel.open) {
    fill(template("source-waiting"));
    show();
  }
  panel.setAttribute("aria-busy", "true");
  const content = await fetchPart(url).then((part) => [...part.childNodes], (error) => problem(error, url));
  if (url !== wanted) return; // Another place was asked for, or the panel was closed, meanwhile.
  panel.removeAttribute("aria-busy");
  fill(content);
  markLinks(url);
  await document.fonts.ready;
  panel.scrollTop = 0;
  bringIntoView(panel);
  (turned && panel.querySelector(`a[rel=${turned}]`) || panel.querySelector("h2")).focus({ preventScroll: true });
  if (said) said.textContent = panel.querySelector("#cited")?.textContent.trim() ?? "";
}

function template(id) {
  return [...document.getElementById(id).content.cloneNode(true).childNodes];
}

function problem(error, url) {
  const content = document.getElementById("source-problem").content.cloneNode(true);
  content.querySelector(".problem-text").textContent = error instanceof TypeError ? UNREACHABLE : error.message;
  content.querySelector("a").href = url;
  return [...content.childNodes];
}

function fill(nodes) {
  panel.replaceChildren(...nodes);
}

function show() {
  document.body.classList.toggle("beside", wide.matches);
  if (wide.matches) panel.show();
  else panel.showModal();
  if (!pushed) history.pushState(null, "");
  pushed = true;
}

function close() {
  if (pushed) history.back();
  else panel.close();
}

function markLinks(url) {
  for (const link of document.querySelectorAll(".card a.cite")) {
    if (link.href === url) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function follow(link) {
  const target = panel.querySelector(`[id="${CSS.escape(decodeURIComponent(link.hash.slice(1)))}"]`);
  if (!target) return;
  target.closest("details")?.setAttribute("open", "");
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "center" });
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (event.target.closest("[data-close]")) return close();
  const link = event.target.closest("a");
  if (link?.matches(".cite")) {
    event.preventDefault();
    open(link);
  } else if (link?.matches(".page-sizes [data-size]")) {
    event.preventDefault();
    resizePage(link);
  } else if (link && panel.contains(link) && link.getAttribute("href")?.startsWith("#")) {
    event.preventDefault();
    follow(link);
  }
});

document.addEventListener("keydown", (event) => {
  if (!panel.open || event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const inside = panel.contains(event.target);
  if (event.key === "Escape" && (inside || !event.target.matches("input, textarea, select"))) {
    event.preventDefault();
    close();
  }
  // In a table or on a page the arrows scroll.
  const turns = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  if (!turns || !inside || event.target.closest(".scroll, input, textarea, select")) return;
  panel.querySelector(`a[rel=${turns}]`)?.click();
});

panel.addEventListener("close", () => {
  if (moving) {
    moving = false;
    return;
  }
  if (pushed) history.back(); // The browser closed it by itself.
  pushed = false;
  wanted = "";
  document.body.classList.remove("beside");
  markLinks("");
  const back = opener?.isConnected ? opener : document.getElementById("question");
  back?.focus({ preventScroll: true });
});

addEventListener("popstate", () => {
  if (!pushed) return;
  pushed = false;
  panel.close();
});

wide.addEventListener("change", () => {
  if (!panel.open) return;
  moving = true;
  panel.close();
  show();
});
