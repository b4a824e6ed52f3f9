// Changes to a text area, made through the browser's own editing so that undo takes them back.

export function replace(area, start, end, text, from = text.length, to = from) {
  area.focus();
  area.setSelectionRange(start, end);
  const isDone = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
  if (!isDone && area.value.slice(start, start + text.length) !== text) {
    area.setRangeText(text, start, end, "end");
    area.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  area.setSelectionRange(start + from, start + to);
}

// Put a text where the selection is, with `select` in it selected.
export function insert(area, text, select = "") {
  const at = select ? text.indexOf(select) : -1;
  const { selectionStart: start, selectionEnd: end } = area;
  if (at < 0) replace(area, start, end, text);
  else replace(area, start, end, text, at, at + select.length);
}

// Put a block on lines of its own, with an empty line before and behind it.
export function insertBlock(area, block, select = "") {
  const before = area.value.slice(0, area.selectionStart);
  const behind = area.value.slice(area.selectionEnd);
  const lead = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const tail = behind.startsWith("\n\n") ? "" : behind.startsWith("\n") ? "\n" : "\n\n";
  insert(area, `${lead}${block}${tail}`, select);
}

// Put a mark on both sides of the selection or of the word at the caret, or take it off.
export function wrap(area, mark) {
  let { selectionStart: start, selectionEnd: end } = area;
  const { value } = area;
  if (start === end) {
    start -= value.slice(0, start).match(/[\p{L}\p{N}-]*$/u)[0].length;
    end += value.slice(end).match(/^[\p{L}\p{N}-]*/u)[0].length;
  }
  const text = value.slice(start, end);
  const size = mark.length;
  const isOutside = value.slice(start - size, start) === mark && value.slice(end, end + size) === mark;
  const isAlone = value[start - size - 1] !== mark[0] || value[start - size - 2] === mark[0];
  if (start >= size && isOutside && isAlone) replace(area, start - size, end + size, text, 0, text.length);
  else replace(area, start, end, `${mark}${text}${mark}`, size, size + text.length);
}

// Change the lines that the selection touches.
export function changeLines(area, change) {
  const { value, selectionStart, selectionEnd } = area;
  const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const next = value.indexOf("\n", selectionEnd);
  const end = next < 0 ? value.length : next;
  const text = change(value.slice(start, end).split("\n")).join("\n");
  replace(area, start, end, text);
}

// From a heading to a lower one, and back to a paragraph.
export function heading(lines) {
  return lines.map((line) => {
    const text = line.replace(/^#{1,6}\s+/, "");
    if (/^##\s/.test(line)) return `### ${text}`;
    return /^###\s/.test(line) ? text : `## ${text}`;
  });
}

export function list(isNumbered) {
  const marked = isNumbered ? /^\d+[.)]\s+/ : /^[-*+]\s+/;
  return (lines) => {
    const isList = lines.every((line) => !line || marked.test(line));
    const bare = lines.map((line) => line.replace(/^(?:[-*+]|\d+[.)])\s+/, ""));
    if (isList && lines.some(Boolean)) return bare;
    return bare.map((line, place) => `${isNumbered ? `${place + 1}.` : "-"} ${line}`);
  };
}

export function link(area) {
  const text = area.value.slice(area.selectionStart, area.selectionEnd);
  if (/^https?:\/\/\S+$/.test(text)) insert(area, `[words](${text})`, "words");
  else insert(area, `[${text || "words"}](https://)`, text ? "https://" : "words");
}
