// What has a line of its own at the end of the text: footnotes and abbreviations.

import { insert, replace } from "./edit.js";

const WORDS = "what it says";

export function addNote(area) {
  const taken = new Set([...area.value.matchAll(/\[\^([\w-]+)\]/g)].map((match) => match[1]));
  let number = 1;
  while (taken.has(nameOf(number))) number += 1;
  insert(area, `[^${nameOf(number)}]`);
  addLine(area, `[^${nameOf(number)}]: ${WORDS}`, WORDS);
}

export function addAbbreviation(area) {
  const chosen = area.value.slice(area.selectionStart, area.selectionEnd).trim();
  const word = /^[^\]\n]{1,40}$/.test(chosen) ? chosen : "ABC";
  const meaning = "what it means";
  addLine(area, `*[${word}]: ${meaning}`, chosen ? meaning : word);
}

function nameOf(number) {
  return number <= 26 ? String.fromCharCode(96 + number) : `note${number}`;
}

function addLine(area, line, select) {
  const text = area.value;
  const isLast = /(?:^|\n)(?:\*\[|\[\^)[^\n]*\n*$/.test(text);
  const end = text.trimEnd().length;
  const added = `${end ? (isLast ? "\n" : "\n\n") : ""}${line}\n`;
  const from = added.lastIndexOf(select);
  replace(area, end, text.length, added, from, from + select.length);
}
