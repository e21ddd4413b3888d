// Copies an answer as text, as Markdown or as a picture, or saves the picture. The texts are the service's own files.
import { onEachCard } from "./cards.js";

const COPIED = "已复制。";
const NOT_COPIED = "浏览器不允许复制，请改用下载。";
const UNREACHABLE = "服务没有应答，请检查网络后再试。";

async function fetchText(url) {
  const response = await fetch(url);
  if (!response.ok) throw new TypeError(response.statusText);
  return response.text();
}

// A page that is not served securely has no clipboard; a marked text is copied as by hand.
async function copyText(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const box = document.createElement("textarea");
  box.value = text;
  box.className = "unseen";
  document.body.append(box);
  box.select();
  const copied = document.execCommand("copy");
  box.remove();
  if (!copied) throw new DOMException(NOT_COPIED, "NotAllowedError");
}

async function copyPicture(card) {
  if (!navigator.clipboard?.write) throw new DOMException(NOT_COPIED, "NotAllowedError");
  await navigator.clipboard.write([new ClipboardItem({ "image/png": pictureOf(card) })]);
}

async function pictureOf(card) {
  const { paint } = await import("./picture.js");
  return paint(card);
}

async function savePicture(card) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await pictureOf(card));
  link.download = `${questionOf(card).replace(/[\\/:*?"<>|\s]+/g, " ").slice(0, 60)}.png`;
  link.click();
  URL.revokeObjectURL(link.href);
}

export function questionOf(card) {
  return (card.closest(".turn")?.querySelector(".question > h2") ?? document.querySelector("h1")).textContent.trim();
}

async function act(card, button) {
  if (button.dataset.copy) return copyText(await fetchText(button.dataset.copy));
  return button.dataset.picture === "copy" ? copyPicture(card) : savePicture(card);
}

onEachCard((card) => {
  const menu = card.querySelector(".take");
  if (!menu) return;
  const said = menu.querySelector("[role=status]");
  menu.querySelector(".copies").hidden = false;
  menu.querySelector(".copies").addEventListener("click", async (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    said.textContent = "";
    try {
      await act(card, button);
      said.textContent = button.dataset.picture === "save" ? "" : COPIED;
    } catch (error) {
      said.textContent = error.name === "TypeError" ? UNREACHABLE : NOT_COPIED;
    }
  });
  menu.addEventListener("toggle", () => {
    said.textContent = "";
    if (menu.open) menu.querySelector(".take-items").scrollIntoView({ block: "nearest" });
  });
});

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.(".take[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
