// Brings cited places into view: in the frame that a table or a page scrolls in, and that frame or a sentence on the page.
function centre(place, frame) {
  const [at, around] = [place.getBoundingClientRect(), frame.getBoundingClientRect()];
  frame.scrollBy({
    left: at.left + at.width / 2 - around.left - frame.clientWidth / 2,
    top: at.top + at.height / 2 - around.top - frame.clientHeight / 2,
    behavior: "instant",
  });
}

// The cell and what names its row, below the header; at the left, beside what stays there, a column begins.
function showCell(cell, frame) {
  frame.scrollTo({ left: 0, behavior: "instant" });
  const above = frame.querySelector("thead").offsetHeight;
  const [at, around] = [cell.getBoundingClientRect(), frame.getBoundingClientRect()];
  frame.scrollBy({ top: at.top + at.height / 2 - around.top - (frame.clientHeight + above) / 2, behavior: "instant" });
  const left = startBeside(cell, frame);
  // Where no column begins so near to the end of the table, there is room after it.
  const missing = left + frame.clientWidth - frame.scrollWidth;
  if (missing > 0) frame.style.paddingInlineEnd = `${missing}px`;
  frame.scrollTo({ left, behavior: "instant" });
}

// How far the frame, which stands at its beginning, is scrolled.
function startBeside(cell, frame) {
  const row = cell.closest("tr"), start = frame.getBoundingClientRect().left + frame.clientLeft;
  const leftOf = (each) => each.getBoundingClientRect().left - start;
  const least = cell.getBoundingClientRect().right - start - frame.clientWidth;
  if (least <= 0) return 0;
  const label = row.querySelector(".label:not(#cited)"), covered = label?.offsetWidth ?? 0, stays = label ? leftOf(label) : 0;
  const lefts = [...row.cells].map(leftOf);
  const starts = [...lefts.filter((left) => left <= stays), ...lefts.map((left) => left - covered).filter((left) => left >= stays)];
  return Math.min(leftOf(cell) - covered, ...starts.filter((left) => left >= least));
}

// Shows the page of a PDF as a whole or so large as it is printed, the framed place in its middle.
export function resizePage(link) {
  const page = link.closest(".page-view");
  page.dataset.size = link.dataset.size;
  for (const other of page.querySelectorAll("[data-size]")) other.setAttribute("aria-current", String(other === link));
  const frame = page.querySelector(".frame.current");
  if (frame) centre(frame, frame.closest(".scroll"));
}

export function bringIntoView(root) {
  for (const frame of root.querySelectorAll(".frame.current")) centre(frame, frame.closest(".scroll"));
  const cell = root.querySelector("td#cited, th#cited");
  if (cell) showCell(cell, cell.closest(".scroll"));
  const cited = root.querySelector("#cited");
  const frame = cited?.closest(".printed .scroll");
  if (frame) frame.scrollIntoView({ block: "nearest", behavior: "instant" });
  else cited?.scrollIntoView({ block: "center", behavior: "instant" });
}
