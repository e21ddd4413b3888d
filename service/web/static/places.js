// Brings cited places into view: in the frame that a table or a page scrolls in, and that frame or a sentence on the page.
// The header and the label column of a table cover a part of its frame.
function centre(place, frame) {
  const [at, around] = [place.getBoundingClientRect(), frame.getBoundingClientRect()];
  const [beside, above] = [frame.querySelector("thead .label")?.offsetWidth ?? 0, frame.querySelector("thead")?.offsetHeight ?? 0];
  frame.scrollBy({
    left: at.left + at.width / 2 - around.left - (frame.clientWidth + beside) / 2,
    top: at.top + at.height / 2 - around.top - (frame.clientHeight + above) / 2,
    behavior: "instant",
  });
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
  for (const place of [root.querySelector("td#cited, th#cited"), ...root.querySelectorAll(".frame.current")]) {
    if (place) centre(place, place.closest(".scroll"));
  }
  const cited = root.querySelector("#cited");
  const frame = cited?.closest(".printed .scroll");
  if (frame) frame.scrollIntoView({ block: "nearest", behavior: "instant" });
  else cited?.scrollIntoView({ block: "center", behavior: "instant" });
}
