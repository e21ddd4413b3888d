// Says of a question that is too long how long it is, while it is typed; it is not sent.
function tell(area) {
  const length = area.value.trim().length, most = Number(area.dataset.most), told = area.form.querySelector(".too-long");
  const text = length > most ? told.dataset.told.replace("{length}", length).replace("{most}", most) : "";
  if (told.textContent !== text) told.textContent = text;
  return Boolean(text);
}

export function isTooLong(form) {
  const area = form.querySelector("textarea[name=question]");
  if (!area || !tell(area)) return false;
  area.focus();
  return true;
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.("textarea[name=question]")) tell(event.target);
});
