// The toolbars above the texts: one stop of the Tab key each, arrows within, and the same acts on keys in the text.

import { changeLines, heading, link, list, wrap } from "./edit.js";
import { fillMenu } from "./offers.js";
import { addAbbreviation, addNote } from "./notes.js";

const ACTS = {
  heading: (area) => changeLines(area, heading),
  bold: (area) => wrap(area, "**"),
  italic: (area) => wrap(area, "*"),
  link,
  list: (area) => changeLines(area, list(false)),
  numbers: (area) => changeLines(area, list(true)),
  note: addNote,
  abbreviation: addAbbreviation,
};

export function setUp(field) {
  const area = field.querySelector("textarea");
  const bar = field.querySelector("[data-toolbar]");
  const menu = field.querySelector("[data-menu]");
  const buttons = [...bar.querySelectorAll("button")];
  bar.hidden = false;
  rove(bar, buttons);
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const { act } = button.dataset;
      if (ACTS[act]) ACTS[act](area);
      else fillMenu(act, area, menu, button);
    });
  }
  area.addEventListener("keydown", (event) => {
    const button = buttons.find((one) => pressed(one.getAttribute("aria-keyshortcuts"), event));
    if (!button) return;
    event.preventDefault();
    button.click();
  });
  menu.addEventListener("toggle", (event) => event.newState === "open" && menu.querySelector("button, input")?.focus());
  menu.addEventListener("keydown", (event) => step(event, [...menu.querySelectorAll("button")], "ArrowDown", "ArrowUp"));
}

function rove(bar, buttons) {
  const stop = (chosen) => buttons.forEach((button) => (button.tabIndex = button === chosen ? 0 : -1));
  stop(buttons[0]);
  bar.addEventListener("focusin", (event) => stop(event.target));
  bar.addEventListener("keydown", (event) => step(event, buttons, "ArrowRight", "ArrowLeft"));
}

function step(event, buttons, next, last) {
  const place = buttons.indexOf(document.activeElement);
  const to = { [next]: place + 1, [last]: place - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (to === undefined || place < 0) return;
  event.preventDefault();
  buttons.at(to % buttons.length).focus();
}

function pressed(keys, event) {
  if (!keys) return false;
  const names = keys.split("+");
  const key = names.at(-1);
  const isControl = names.includes("Control");
  return (
    event.code === (/\d/.test(key) ? `Digit${key}` : `Key${key}`) &&
    (event.ctrlKey || event.metaKey) === isControl &&
    event.shiftKey === names.includes("Shift") &&
    event.altKey === names.includes("Alt")
  );
}
