// Text that comes from Word or a page, as Markdown: headings, lists, bold, italic, links and tables, and nothing else.
// The HTML is parsed into a document of its own, in which nothing runs and nothing is loaded.

import { cell, fromTabs, written } from "./tables.js";

const DROPPED = "script, style, template, noscript, iframe, object, embed, svg, math, form, input, button, select, img, video, audio, link, meta, title, del, head, xml";
const BLOCKS = /^(?:P|DIV|H[1-6]|UL|OL|LI|TABLE|BLOCKQUOTE|PRE|SECTION|ARTICLE|HEADER|FOOTER|MAIN|ASIDE|FIGURE|FIGCAPTION|DL|DT|DD|HR|CENTER)$/;
const RAISED = Object.fromEntries([..."0123456789+-"].map((sign, place) => [sign, [..."⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"][place]]));
const LOWERED = Object.fromEntries([..."0123456789+-"].map((sign, place) => [sign, [..."₀₁₂₃₄₅₆₇₈₉₊₋"][place]]));

const CODE = /<(?:div|pre|span)[^>]*white-space:\s*pre\s*[;"']/i;
const UNSEEN = /mso-element:\s*comment|mso-hide:\s*all|display:\s*none/i;

function styleOf(node) {
  return node.dataset.style ?? "";
}

// What a paste should become; null leaves it to the browser.
export function pasted(data) {
  const html = data.getData("text/html");
  const plain = data.getData("text/plain");
  if (CODE.test(html.slice(0, 2000))) return null; // from an editor of code, where Markdown is Markdown already
  if (html) {
    const text = fromHtml(html);
    return text && text !== plain ? text : null;
  }
  const rows = fromTabs(plain);
  return rows && `${written(rows)}\n`;
}

export function fromHtml(html) {
  // Styles are read as words, and handlers are none: the page's policy reports both even in a document that nobody sees.
  const inert = html.replace(/<style\b[\s\S]*?<\/style>/gi, "").replace(/([\s"'/])(style|on[a-z]+)(?=\s*=)/gi, "$1data-$2");
  const page = new DOMParser().parseFromString(inert, "text/html");
  for (const node of page.querySelectorAll(DROPPED)) node.remove();
  for (const node of page.querySelectorAll("[data-style], [hidden]")) if (node.hidden || UNSEEN.test(styleOf(node))) node.remove();
  for (const node of [...page.querySelectorAll("*")]) if (node.tagName.includes(":") && !node.textContent.trim()) node.remove();
  return blocks(page.body)
    .filter(Boolean)
    .join("\n\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

// The blocks of an element; list items that follow each other are one block.
function blocks(parent) {
  const found = [];
  let words = [];
  let items = [];
  const endWords = () => {
    const text = inline(words);
    if (text) found.push(text);
    words = [];
  };
  const endItems = () => {
    if (items.length) found.push(items.join("\n"));
    items = [];
  };
  for (const node of parent.childNodes) {
    const isBlock = node.nodeType === Node.ELEMENT_NODE && (BLOCKS.test(node.tagName) || node.querySelector("p, div, table, ul, ol, h1, h2, h3, h4"));
    if (!isBlock) {
      if (items.length && node.textContent.trim()) endItems();
      words.push(node);
      continue;
    }
    endWords();
    const item = wordItem(node);
    if (item) items.push(item);
    else {
      endItems();
      found.push(...block(node));
    }
  }
  endWords();
  endItems();
  return found;
}

function block(node) {
  const level = /^H([1-6])$/.exec(node.tagName)?.[1] ?? (/\bMsoTitle\b/.test(node.className) ? "1" : "");
  if (level) {
    const text = inline([...node.childNodes], { isBare: true });
    return text ? [`${"#".repeat(Math.min(4, Number(level) + 1))} ${text}`] : [];
  }
  if (node.tagName === "UL" || node.tagName === "OL") return [listed(node, 0)];
  if (node.tagName === "TABLE") return table(node);
  if (node.tagName === "HR") return [];
  if (node.tagName === "BLOCKQUOTE") return [blocks(node).join("\n\n").replace(/^/gm, "> ")];
  return blocks(node);
}

function listed(list, depth) {
  let number = Number(list.getAttribute("start") ?? 1);
  const lines = [];
  for (const item of list.children) {
    if (item.tagName === "UL" || item.tagName === "OL") {
      lines.push(listed(item, depth + 1));
      continue;
    }
    const nested = [...item.querySelectorAll(":scope > ul, :scope > ol")];
    for (const inner of nested) inner.remove();
    const mark = list.tagName === "OL" ? `${number}.` : "-";
    lines.push(`${"   ".repeat(depth)}${mark} ${blocks(item).join(" ").replace(/\s*\n\s*/g, " ")}`);
    lines.push(...nested.map((inner) => listed(inner, depth + 1)));
    number += 1;
  }
  return lines.join("\n");
}

// A paragraph of Word's that is an item of a list: its mark is text, and its level stands in its style.
function wordItem(node) {
  const style = styleOf(node);
  const level = /mso-list:\s*l\d+\s+level(\d)/i.exec(style)?.[1];
  if (!level && !/MsoListBullet/.test(node.className)) return "";
  const marks = [...node.querySelectorAll("[data-style]")].filter((mark) => /mso-list:\s*Ignore/i.test(styleOf(mark)));
  const said = marks.map((mark) => mark.textContent).join("");
  for (const mark of marks) mark.remove();
  const text = inline([...node.childNodes]).replace(/^(?:[·•o§▪–-]|\\?\d+\\?[.)])\s+/, "");
  const number = /^\s*(?:\(?(\d+)[.)])/.exec(said)?.[1];
  return text && `${"   ".repeat(Number(level ?? 1) - 1)}${number ? `${number}.` : "-"} ${text}`;
}

function table(node) {
  const rows = [...node.rows].map((row) =>
    [...row.cells].flatMap((box) => [
      cell(blocks(box).join(" ").replace(/^#+ /, "")),
      ...Array(Math.min(20, Math.max(0, box.colSpan - 1))).fill(""),
    ]),
  );
  const filled = rows.filter((row) => row.some(Boolean));
  if (!filled.length) return [];
  if (filled.every((row) => row.length === 1)) return [...node.rows].flatMap((row) => [...row.cells].flatMap(blocks));
  filled[0] = filled[0].map((said) => said.replace(/^\*\*(.*)\*\*$/, "$1")); // a head is bold as it is
  const caption = cell(node.caption?.textContent ?? "");
  const lines = written(filled);
  return caption ? [`Table: ${caption}`, lines] : [lines];
}

// -- within a line -----------------------------------------------------------------------------------------------------
function inline(nodes, { isBare = false } = {}) {
  const text = nodes.map((node) => words(node, { isBare })).join("");
  const lines = text.split("\n").map((line) => line.replace(/[ \t]+/g, " ").trim());
  return lines.filter(Boolean).map(safeStart).join("  \n");
}

// `around` says what holds already: marks within equal ones add nothing, and headings have none.
function words(node, around) {
  if (node.nodeType === Node.TEXT_NODE) return escaped(node.data);
  if (node.nodeType !== Node.ELEMENT_NODE) return "";
  if (node.tagName === "BR") return around.isBare ? " " : "\n";
  const weight = /(?<![\w-])font-weight:\s*(\w+)/i.exec(styleOf(node))?.[1] ?? "";
  const slant = /(?<![\w-])font-style:\s*(\w+)/i.exec(styleOf(node))?.[1] ?? "";
  const isPlain = /^(?:normal|400)$/.test(weight);
  const isBold = (/^(?:B|STRONG)$/.test(node.tagName) && !isPlain) || /^(?:bold|bolder|[6-9]00)$/.test(weight);
  const isItalic = (/^(?:I|EM)$/.test(node.tagName) && slant !== "normal") || slant === "italic";
  const within = { ...around, isBold: around.isBold || isBold, isItalic: around.isItalic || isItalic };
  const inner = [...node.childNodes].map((child) => words(child, within)).join("");
  if (node.tagName === "SUP") return shifted(inner, RAISED);
  if (node.tagName === "SUB") return shifted(inner, LOWERED);
  if (node.tagName === "A") return linked(node, inner);
  if (around.isBare) return inner;
  const once = isItalic && !around.isItalic ? marked(inner, "*") : inner;
  return isBold && !around.isBold ? marked(once, "**") : once;
}

// Blanks stand outside the marks.
function marked(text, mark) {
  const [, before, said, behind] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text);
  return said && !said.includes("\n") ? `${before}${mark}${said}${mark}${behind}` : text;
}

function linked(node, inner) {
  const address = node.getAttribute("href")?.trim() ?? "";
  const text = inner.trim();
  if (!text || !/^(?:https?:\/\/|mailto:)[^\s<>]+$/i.test(address)) return inner;
  return `[${text}](${address.replace(/[()]/g, (sign) => (sign === "(" ? "%28" : "%29"))})`;
}

function shifted(text, signs) {
  const said = text.trim().replaceAll("−", "-");
  return said && [...said].every((sign) => signs[sign]) ? [...said].map((sign) => signs[sign]).join("") : text;
}

function escaped(text) {
  return text
    .replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, "")
    .replace(/[\s\u00a0]+/g, " ")
    .replace(/[\\`*]/g, "\\$&")
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_")
    .replace(/\[(?=[@^])|\](?=\()/g, "\\$&");
}

function safeStart(line) {
  return line.replace(/^(?:#{1,6}(?= )|>|[-+](?= )|:::|~~~|=+$|-+$)/, "\\$&").replace(/^(\d{1,9})([.)])(?= )/, "$1\\$2");
}
