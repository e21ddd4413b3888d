// The cited place comes into view once the fonts are there; the page of a PDF is shown as a whole or large.
import { bringIntoView, resizePage } from "./places.js";

document.addEventListener("click", (event) => {
  const link = event.target.closest(".page-sizes [data-size]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  resizePage(link);
});
await document.fonts.ready;
bringIntoView(document);
