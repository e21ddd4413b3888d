// Light, dark, or as the system has it: the choice is kept in this browser. Runs before the page is painted.
const KEY = "theme";
const NEXT = { "": "dark", dark: "light", light: "" };
const NAMES = { "": "自动", dark: "深色", light: "浅色" };

function stored() {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return ""; // Storage is closed to frames of other sites.
  }
}

function show(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  const button = document.getElementById("theme");
  if (!button) return;
  button.hidden = false;
  button.textContent = NAMES[theme];
  button.setAttribute("aria-label", `外观：${NAMES[theme]}`);
}

let theme = stored() in NEXT ? stored() : "";
show(theme);
document.addEventListener("DOMContentLoaded", () => {
  show(theme);
  document.getElementById("theme").addEventListener("click", () => {
    theme = NEXT[theme];
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // It then holds for this page only.
    }
    show(theme);
  });
});
