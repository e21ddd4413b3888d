// The cited place comes into view once the fonts are there.
import { bringIntoView } from "./places.js";

await document.fonts.ready;
bringIntoView(document);
