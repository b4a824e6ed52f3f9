// Tables in Markdown: a new one, one more row or column at the caret, and from cells that were copied elsewhere.

import { insertBlock, replace } from "./edit.js";

const CAPTION = "Table: Caption";

// Rows of cells as a table; the first row is its head.
export function written(rows) {
  const width = Math.max(...rows.map((row) => row.length));
  const lines = rows.map((row) => `| ${Array.from({ length: width }, (_, place) => row[place] ?? "").join(" | ")} |`);
  return [lines[0], `|${"---|".repeat(width)}`, ...lines.slice(1)].join("\n");
}

export function cell(text) {
  return text.replace(/\s+/g, " ").trim().replaceAll("|", "\\|");
}

// Cells between tabs, as a spreadsheet copies them; null if the text is something else.
export function fromTabs(text) {
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n");
  if (lines.length < 2 || !lines.every((line) => line.includes("\t"))) return null;
  return lines.map((line) => line.split("\t").map(cell));
}

export function insertTable(area, rows, columns) {
  const head = ["End point", ...Array.from({ length: columns - 1 }, (_, place) => `Arm ${"ABCDEFGHIJKLMNOPQRST"[place]}`)];
  const cells = Array.from({ length: rows }, () => Array(columns).fill(""));
  insertBlock(area, `${CAPTION}\n\n${written([head, ...cells])}`, "Caption");
}

// The table that the caret is in: where it begins and ends, its lines, and the line and column of the caret.
export function tableAt(area) {
  const lines = area.value.split("\n");
  let row = area.value.slice(0, area.selectionStart).split("\n").length - 1;
  if (!isRow(lines[row])) return null;
  let first = row;
  let last = row;
  while (first > 0 && isRow(lines[first - 1])) first -= 1;
  while (last < lines.length - 1 && isRow(lines[last + 1])) last += 1;
  const start = lines.slice(0, first).reduce((sum, line) => sum + line.length + 1, 0);
  const before = lines[row].slice(0, area.selectionStart - start - lines.slice(first, row).reduce((sum, line) => sum + line.length + 1, 0));
  row -= first;
  const column = Math.max(0, split(before).length - 1);
  const body = lines.slice(first, last + 1);
  return { start, end: start + body.join("\n").length, lines: body, row, column };
}

export function addRow(area) {
  const table = tableAt(area);
  if (!table) return false;
  const width = split(table.lines[0]).length;
  const at = Math.max(table.row, 1) + 1; // never between the head and its rule
  const lines = table.lines.toSpliced(at, 0, `| ${Array(width).fill("").join(" | ")} |`);
  change(area, table, lines, at, 0);
  return true;
}

export function addColumn(area) {
  const table = tableAt(area);
  if (!table) return false;
  const at = Math.min(table.column, split(table.lines[0]).length - 1) + 1;
  const lines = table.lines.map((line, row) => {
    const cells = split(line).toSpliced(at, 0, row === 1 ? "---" : "");
    return row === 1 ? `|${cells.join("|")}|` : `| ${cells.join(" | ")} |`;
  });
  change(area, table, lines, table.row === 1 ? 0 : table.row, at);
  return true;
}

function change(area, table, lines, row, column) {
  const text = lines.join("\n");
  const before = lines.slice(0, row).reduce((sum, line) => sum + line.length + 1, 0);
  const caret = before + 2 + split(lines[row]).slice(0, column).reduce((sum, said) => sum + said.length + 3, 0);
  replace(area, table.start, table.end, text, caret);
}

function isRow(line) {
  return /^\s{0,3}\|.*\|\s*$/.test(line ?? "");
}

// The cells of a row, or of the part of one before the caret.
function split(line) {
  const inner = line.trim().replace(/^\|/, "").replace(/(^|[^\\])\|$/, "$1");
  return inner.split(/(?<!\\)\|/).map((said) => said.trim());
}
