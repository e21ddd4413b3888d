// Tells of every answer on the page: those there are, and those that are placed later.
export function onEachCard(enhance) {
  document.querySelectorAll(".card").forEach(enhance);
  const log = document.getElementById("log");
  if (!log) return;
  const placed = (node) => node.nodeType === Node.ELEMENT_NODE ? node.querySelectorAll(".card") : [];
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) placed(node).forEach(enhance);
  }).observe(log, { childList: true });
}
