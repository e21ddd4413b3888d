// The conversation: asks /api/ask, shows the replies, and keeps both for this tab, so that coming back from a source page loses nothing.
import { answerCard, errorCard, loadingCard, questionCard } from "./cards.js";

const TURNS_KEPT = 30;
const KEY = "conversation";
const UNREACHABLE = "服务没有应答，请检查网络后再问一次。";

const log = document.getElementById("log");
const form = document.getElementById("composer");
const box = document.getElementById("question");
const send = document.getElementById("send");
const welcome = document.getElementById("welcome");

let kept = readKept();
let pending = false;

function readKept() {
  const stored = sessionStorage.getItem(KEY);
  return stored ? JSON.parse(stored) : { id: null, turns: [] };
}

function keep(turn) {
  kept = { id: turn.reply?.conversation ?? kept.id, turns: [...kept.turns, turn].slice(-TURNS_KEPT) };
  sessionStorage.setItem(KEY, JSON.stringify(kept));
}

async function requestAnswer(question) {
  const response = await fetch("/api/ask", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ question, conversation: kept.id }),
  });
  const body = await response.json();
  return response.ok ? { question, reply: body } : { question, error: body.error };
}

async function ask(text) {
  const question = text.trim();
  if (!question || pending) return;
  setPending(true);
  welcome.hidden = true;
  const asked = log.appendChild(questionCard(question));
  const waiting = log.appendChild(loadingCard());
  asked.scrollIntoView({ block: "start" });
  // A network failure and a reply that is no JSON look the same to the reader: nothing came back.
  const turn = await requestAnswer(question).catch(() => ({ question, error: { code: "unreachable", message: UNREACHABLE } }));
  if (turn.error?.code === "conversation_unknown") kept.id = null;
  waiting.replaceWith(cardOf(turn));
  if (turn.reply) keep(turn);
  setPending(false);
  asked.scrollIntoView({ block: "start" });
}

function cardOf(turn) {
  return turn.reply ? answerCard(turn.reply, ask) : errorCard(turn.error.message, () => ask(turn.question));
}

function setPending(value) {
  pending = value;
  send.disabled = value;
  log.setAttribute("aria-busy", String(value));
}

function restart() {
  sessionStorage.removeItem(KEY);
  kept = readKept();
  log.replaceChildren();
  welcome.hidden = false;
  box.focus();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (pending) return;
  const question = box.value;
  box.value = "";
  ask(question);
});

box.addEventListener("keydown", (event) => {
  // While an input method composes, Enter picks a candidate (229 is what older Safari reports then).
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  form.requestSubmit();
});

document.getElementById("restart").addEventListener("click", restart);
for (const example of welcome.querySelectorAll("[data-question]")) {
  example.addEventListener("click", () => ask(example.dataset.question));
}

for (const turn of kept.turns) log.append(questionCard(turn.question), cardOf(turn));
if (kept.turns.length) {
  welcome.hidden = true;
  await document.fonts.ready;
  log.children[log.children.length - 2].scrollIntoView({ block: "start" });
}
