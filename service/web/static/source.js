// Brings the cited place into view, in both directions, once the page and its fonts are laid out.
const cited = document.getElementById("cited");
if (cited) {
  await document.fonts.ready;
  cited.scrollIntoView({ block: "center", inline: "center" });
}
