// Suggestions while a question is typed: a listbox that the question box controls. Its options are rendered by the server.
const box = document.getElementById("question");
const list = document.getElementById("suggestions");
const said = document.getElementById("said");
const WAIT = 120;

let timer = 0;
let asked = 0;
let composing = false;
let told = "";
let shownFor = "";

function options() {
  return [...list.children];
}

function active() {
  return list.querySelector("[aria-selected=true]");
}

function close() {
  clearTimeout(timer);
  asked += 1;
  list.hidden = true;
  box.setAttribute("aria-expanded", "false");
  list.replaceChildren();
  if (said.textContent === told) said.textContent = "";
  box.removeAttribute("aria-activedescendant");
}

function activate(option) {
  active()?.setAttribute("aria-selected", "false");
  if (!option) return box.removeAttribute("aria-activedescendant");
  option.setAttribute("aria-selected", "true");
  box.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function move(step) {
  const all = options();
  const at = all.indexOf(active());
  activate(all[at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step]);
}

function take(option) {
  box.value = option.dataset.completed;
  box.setSelectionRange(box.value.length, box.value.length);
  box.focus();
  close();
}

async function suggest() {
  const typed = box.value;
  const number = ++asked;
  if (!typed.trim() || box.selectionStart !== typed.length) return close();
  const response = await fetch(`/complete?${new URLSearchParams({ q: typed })}`, { headers: { "X-Part": "1" } }).catch(() => null);
  const page = response?.ok ? new DOMParser().parseFromString(await response.text(), "text/html") : null;
  if (number !== asked || box.value !== typed || document.activeElement !== box) return;
  if (!page?.querySelector("[role=option]")) return close();
  list.replaceChildren(...page.querySelectorAll("[role=option]"));
  list.hidden = false;
  box.setAttribute("aria-expanded", "true");
  shownFor = typed;
  list.scrollTop = 0;
  said.textContent = told = `${options().length} ${list.dataset.told}`;
  box.removeAttribute("aria-activedescendant");
}

function later() {
  clearTimeout(timer);
  if (!composing) timer = setTimeout(suggest, WAIT);
}

const KEYS = {
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  Escape: close,
  Enter: () => active() && take(active()),
  Tab: () => active() && take(active()),
};

function pressed(event) {
  // While an input method composes, its keys are its own (229 is what older Safari reports then).
  if (list.hidden || event.isComposing || event.keyCode === 229 || event.shiftKey || !KEYS[event.key]) return;
  const takes = event.key === "Enter" || event.key === "Tab";
  // What is shown for an earlier text is on its way out: nothing of it is taken.
  const isOld = shownFor !== box.value;
  if (takes && (isOld || !active())) return close();
  if (isOld && event.key !== "Escape") return;
  event.preventDefault();
  event.stopPropagation();
  KEYS[event.key]();
}

if (box && list) {
  // A box of several lines with suggestions is a combobox to those who hear it; HTML foresees the role for boxes of one line.
  const role = { role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": list.id };
  for (const [name, value] of Object.entries(role)) box.setAttribute(name, value);
  box.addEventListener("input", later);
  box.addEventListener("keydown", pressed);
  box.addEventListener("blur", close);
  box.addEventListener("compositionstart", () => { composing = true; close(); });
  box.addEventListener("compositionend", () => { composing = false; later(); });
  box.form.addEventListener("submit", close);
  // The box keeps its focus while an option is pressed, else the list would be gone before it is taken.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(option);
  });
}
