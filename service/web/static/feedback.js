// Sends what the asker thinks of an answer and puts the thanks in its place.
import { fetchPart } from "./parts.js";

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-feedback]");
  if (!form) return;
  event.preventDefault();
  const place = form.closest(".feedback");
  try {
    const part = await fetchPart(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, event.submitter)) });
    place.replaceChildren(...part.firstElementChild.childNodes);
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
  } catch (error) {
    place.append(Object.assign(document.createElement("p"), { className: "problem", role: "alert", textContent: error.message }));
  }
});
