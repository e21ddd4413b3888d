// Asks without leaving the page: every form that goes to /ask is sent here and its reply, a part of the page, put in its place.
import { fetchPart, UNREACHABLE } from "./parts.js";
import { isTooLong } from "./length.js";
import "./slots.js";
import "./feedback.js";

const log = document.getElementById("log");
const composer = document.getElementById("composer");
const box = document.getElementById("question");
const said = document.getElementById("said");
const ASK = "/ask";

let pending = false;
let shown = location.pathname;

async function ask(body, address) {
  if (pending || !body.get("question").trim()) return;
  setPending(true);
  const waiting = placeWaiting(body);
  try {
    const part = await fetchPart(address, { method: "POST", body: new URLSearchParams(body) });
    settle(waiting, part.querySelector(".turn"));
  } catch (error) {
    waiting.querySelector(".card").replaceWith(problemCard(error instanceof TypeError ? UNREACHABLE : error.message, () => {
      waiting.remove();
      ask(body, address);
    }));
  }
  setPending(false);
}

function placeWaiting(body) {
  const waiting = document.getElementById("waiting").content.firstElementChild.cloneNode(true);
  waiting.querySelector(".question h2").textContent = body.get("question").trim();
  document.getElementById("welcome").hidden = true;
  const replaced = body.get("replaces") && document.getElementById(`t-${body.get("replaces")}`);
  if (replaced) {
    while (replaced.nextElementSibling) replaced.nextElementSibling.remove();
    replaced.replaceWith(waiting);
  } else log.append(waiting);
  waiting.scrollIntoView({ block: "start" });
  return waiting;
}

function settle(waiting, turn) {
  waiting.replaceWith(turn);
  const { chat, conversation } = turn.dataset;
  composer.elements.conversation.value = conversation;
  if (composer.elements.chat.value !== chat) goTo(chat);
  said.textContent = turn.querySelector(".sentence").textContent;
  turn.scrollIntoView({ block: "start" });
  if (document.activeElement === document.body) box.focus({ preventScroll: true });
  refreshChats();
}

// From the first answer the way back leads to the empty page.
function goTo(chat) {
  const address = `/c/${chat}${location.search}`;
  if (composer.elements.chat.value) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  composer.elements.chat.value = chat;
  shown = location.pathname;
}

function problemCard(message, again) {
  const card = document.getElementById("problem").content.firstElementChild.cloneNode(true);
  card.querySelector("p").textContent = message;
  said.textContent = message;
  card.querySelector("button").addEventListener("click", again);
  return card;
}

function setPending(value) {
  pending = value;
  document.getElementById("send").disabled = value;
  log.setAttribute("aria-busy", String(value));
}

async function refreshChats() {
  const search = document.getElementById("search");
  const query = new URLSearchParams({ q: search.value, current: composer.elements.chat.value });
  const part = await fetchPart(`/history?${query}`).catch(() => null);
  if (part) document.getElementById("chats").replaceChildren(...part.childNodes);
}

function openTarget(link) {
  const target = document.getElementById(link.hash.slice(1));
  target.closest("details").open = true;
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "center" });
}

if (composer) {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (new URL(form.action).pathname !== ASK || form.method !== "post") return;
    event.preventDefault();
    if (pending || isTooLong(form)) return;
    const body = new FormData(form, event.submitter);
    if (form === composer) box.value = "";
    if (!body.get("chat")) body.set("chat", composer.elements.chat.value);
    ask(body, form.action);
  });

  document.addEventListener("keydown", (event) => {
    // While an input method composes, Enter picks a candidate (229 is what older Safari reports then).
    const asks = event.target.matches?.("textarea[name=question]") && event.key === "Enter";
    if (!asks || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    if (!pending && event.target.value.trim()) event.target.form.requestSubmit();
  });

  addEventListener("popstate", () => {
    if (location.pathname !== shown) location.reload();
  });

  document.querySelector(".sidebar .search").addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("search").addEventListener("input", refreshChats);
}

// What is unfolded must not stay under the box for questions.
document.addEventListener("toggle", (event) => {
  if (!event.target.open || !event.target.closest?.(".turn")) return;
  event.target.scrollIntoView({ block: "nearest" });
  if (document.activeElement === event.target.firstElementChild) event.target.querySelector("textarea")?.focus({ preventScroll: true });
}, true);

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.computed");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openTarget(link);
});

const last = log?.lastElementChild;
if (last && !location.hash) {
  await document.fonts.ready;
  last.scrollIntoView({ block: "start" });
}
