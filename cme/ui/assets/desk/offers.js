// The menus of the toolbars: what an article has to cite, to show and to teach, and what can be done to a table.

import { insert, insertBlock } from "./edit.js";
import { chooseFile, uploaded } from "./figures.js";
import { addColumn, addRow, insertTable } from "./tables.js";

const CALLOUTS = { "key-data": "Key data", "key-learning": "Key learning", "practice-point": "Practice point" };

function filled(prefix, name) {
  return [...document.querySelectorAll(`[data-rows="${prefix}"] > li`)]
    .map((row) => ({
      value: row.querySelector(`[name$="-${name}"]`)?.value.trim() ?? "",
      label: row.querySelector(`[name$="-title"], [name$="-text"], [name$="-alt"]`)?.value.trim() ?? "",
    }))
    .filter((row) => row.value);
}

function chosenIn(area, otherwise) {
  return area.value.slice(area.selectionStart, area.selectionEnd).trim() || otherwise;
}

const OFFERS = {
  citation: (area) =>
    filled("references", "key").map((row) => ({
      name: `[@${row.value}] ${row.label}`,
      act: () => insert(area, `[@${row.value}]`),
    })),
  passage: (area) => {
    const block = (objective) => () =>
      insertBlock(area, `::: passage name${objective}\n${chosenIn(area, "What the passage says.")}\n:::`, "name");
    return [
      ...filled("objectives", "key").map((row) => ({
        name: `Teaches ${row.value}: ${row.label}`,
        act: block(` objective=${row.value}`),
      })),
      { name: "Teaches no objective", act: block("") },
    ];
  },
  callout: (area) =>
    Object.entries(CALLOUTS).map(([name, label]) => ({
      name: label,
      act: () => {
        const text = chosenIn(area, "What it says.");
        insertBlock(area, `::: ${name}\n${text}\n:::`, text);
      },
    })),
  figure: (area) => [
    ...[...filled("figures", "key"), ...uploaded].map((row) => ({
      name: row.value,
      act: () => insertBlock(area, `![${row.label || "alternative text"}](figure:${row.value} "Caption")`, "Caption"),
    })),
    { name: "Add a picture …", act: () => chooseFile(area) },
  ],
};
const NONE = { citation: "Add a reference with a key first." };

export function fillMenu(kind, area, menu, button) {
  if (kind === "table") tableMenu(area, menu);
  else listMenu(OFFERS[kind](area), NONE[kind], menu);
  const box = button.getBoundingClientRect();
  menu.style.top = `${box.bottom + 4}px`;
  menu.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - 360))}px`;
}

function listMenu(rows, none, menu) {
  menu.replaceChildren(...rows.map((row) => choice(row.name, row.act, menu)));
  if (!rows.length) menu.textContent = none;
}

function choice(name, act, menu) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = name;
  button.addEventListener("click", () => {
    menu.hidePopover();
    act();
  });
  return button;
}

function tableMenu(area, menu) {
  const rows = count("Rows", 3, 30);
  const columns = count("Columns", 3, 12);
  const note = document.createElement("p");
  note.className = "hint";
  note.textContent = "Cells that are copied from a spreadsheet or from Word become a table when they are pasted.";
  const change = (act) => () => {
    if (!act(area)) area.focus();
  };
  menu.replaceChildren(
    rows.label,
    columns.label,
    choice("Insert the table", () => insertTable(area, rows.value(), columns.value()), menu),
    choice("Add a row below the caret", change(addRow), menu),
    choice("Add a column behind the caret", change(addColumn), menu),
    note,
  );
}

function count(name, value, most) {
  const label = document.createElement("label");
  const input = document.createElement("input");
  Object.assign(input, { type: "number", min: 1, max: most, value });
  label.append(name, " ", input);
  return { label, value: () => Math.min(most, Math.max(1, Math.floor(input.valueAsNumber || value))) };
}
