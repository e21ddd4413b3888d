// Opens the other values of a slot under the answer that it belongs to, instead of on a page of their own.
import { fetchPart } from "./parts.js";

function close(slots) {
  for (const link of slots.querySelectorAll("a[aria-expanded=true]")) link.setAttribute("aria-expanded", "false");
  slots.parentElement.querySelector(".slot-choices")?.remove();
}

async function open(link) {
  const slots = link.closest("ul");
  const wasOpen = link.getAttribute("aria-expanded") === "true";
  close(slots);
  if (wasOpen) return;
  link.setAttribute("aria-expanded", "true");
  const part = await fetchPart(link.href).catch(() => null);
  if (!part) {
    location.assign(link.href);
    return;
  }
  slots.after(part.firstElementChild);
  slots.parentElement.querySelector(".slot-choices button")?.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.slot-link");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(link);
});

document.addEventListener("keydown", (event) => {
  const opened = event.key === "Escape" && event.target.closest?.(".slot-choices");
  if (!opened) return;
  const slots = opened.parentElement.querySelector("ul");
  const link = slots.querySelector("a[aria-expanded=true]");
  close(slots);
  link?.focus();
});
