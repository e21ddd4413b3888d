// A filter form of a page of many things: while one types, the results of the same page are fetched and put in place.
const form = document.querySelector("form.filter");
const WAIT = 200;

let timer = 0;
let asked = 0;

async function refresh() {
  const number = ++asked;
  const address = `${location.pathname}?${new URLSearchParams(new FormData(form))}`;
  const response = await fetch(address, { headers: { "X-Part": "1" } }).catch(() => null);
  if (!response?.ok || number !== asked) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const results = page.getElementById("results");
  if (number !== asked || !results) return;
  document.getElementById("results").replaceWith(results);
  history.replaceState(null, "", address);
}

form?.addEventListener("input", (event) => {
  clearTimeout(timer);
  if (!event.isComposing) timer = setTimeout(refresh, WAIT);
});
form?.addEventListener("compositionend", () => { timer = setTimeout(refresh, WAIT); });
