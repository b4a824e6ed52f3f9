// Writing an article: toolbars, what is pasted and dropped, more rows, and the live preview.

import { insert, insertBlock } from "./edit.js";
import { chooseFile, pictureIn, say } from "./figures.js";
import { pasted } from "./paste.js";
import { startPreview } from "./preview.js";
import { setUp } from "./toolbar.js";

const form = document.querySelector("form[data-writing]");

// -- rows ------------------------------------------------------------------------------------------------------------
for (const button of form.querySelectorAll("[data-add]")) {
  button.hidden = false;
  button.addEventListener("click", () => addRow(button.dataset.add));
}

function addRow(prefix) {
  const pattern = form.querySelector(`[data-rows="${prefix}"] > template`);
  const total = form.elements[`${prefix}-TOTAL_FORMS`];
  const row = pattern.content.cloneNode(true);
  for (const node of row.querySelectorAll("*")) {
    for (const attribute of node.attributes) {
      if (attribute.value.includes("__prefix__")) attribute.value = attribute.value.replaceAll("__prefix__", total.value);
    }
  }
  const first = row.querySelector("input:not([type=hidden], [type=number]), textarea, select");
  total.value = Number(total.value) + 1;
  pattern.before(row);
  first.focus();
}

// -- kinds -----------------------------------------------------------------------------------------------------------
// What belongs to other kinds is hidden and keeps what stands in it; without scripts this is done when the draft is saved.
form.elements.kind?.addEventListener("change", ({ target }) => {
  for (const part of form.querySelectorAll("[data-of-kind]")) part.hidden = part.dataset.ofKind !== target.value;
});

for (const fold of form.querySelectorAll("[data-with-scripts]")) fold.hidden = false;

// -- texts -----------------------------------------------------------------------------------------------------------
for (const field of form.querySelectorAll("[data-markdown-field]")) {
  setUp(field);
  take(field.querySelector("textarea"));
}

function take(area) {
  let isPlain = false; // Ctrl+Shift+V
  area.addEventListener("keydown", (event) => {
    if (event.code === "KeyV") isPlain = event.shiftKey;
  });
  area.addEventListener("paste", (event) => {
    const asIs = isPlain;
    isPlain = false;
    if (asIs) return;
    const text = pasted(event.clipboardData);
    const picture = text === null && !event.clipboardData.getData("text/plain") && pictureIn(event.clipboardData);
    if (text === null && !picture) return;
    event.preventDefault();
    if (picture) chooseFile(area, picture);
    else if (text.includes("\n")) insertBlock(area, text.trim());
    else insert(area, text);
  });
  area.addEventListener("dragover", (event) => {
    if ([...event.dataTransfer.items].some((item) => item.kind === "file")) event.preventDefault();
  });
  area.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault(); // else the browser would leave the page to show the file
    const picture = pictureIn(event.dataTransfer);
    if (picture) chooseFile(area, picture);
    else say("Only PNG, JPEG and WebP pictures can be dropped here.");
  });
}

startPreview();
