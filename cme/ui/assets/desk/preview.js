// The live preview: what is typed is sent after a pause, and comes back as readers would see it.

import { tellVerbs } from "./objectives.js";

const form = document.querySelector("form[data-writing]");
const WAIT = 500; // milliseconds without a key press
const AGAIN = 3000; // milliseconds after the server asked to wait
const status = form.querySelector("[data-preview-status]");
const places = { key_data: "data", key_learning: "learning", limits: "limits", body: "text body" };
const papers = new Map();
let timer = 0;
let asked = null;

for (const field of form.querySelectorAll("[data-markdown-field]")) {
  const preview = field.querySelector("[data-preview]");
  const root = preview.querySelector("[data-paper]").attachShadow({ mode: "closed" });
  // The public site's own sheet, shut in, so that it and the desk's leave each other alone.
  for (const href of [form.dataset.sheet, form.dataset.previewSheet]) {
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = href;
    root.append(sheet);
  }
  const paper = document.createElement("div");
  paper.className = `previewed ${places[field.dataset.markdownField]}`;
  root.append(paper);
  preview.hidden = false;
  papers.set(field.dataset.markdownField, paper);
}

function say(state, text) {
  status.dataset.state = state;
  if (status.textContent !== text) status.textContent = text;
}

async function renew() {
  asked?.abort();
  asked = new AbortController();
  const data = new FormData(form);
  for (const input of form.querySelectorAll("input[type=file]")) data.delete(input.name);
  try {
    const answer = await fetch(form.dataset.preview, { method: "POST", body: data, signal: asked.signal });
    if (answer.redirected) {
      say("refused", "You are logged out. Log in again in another tab; what you typed stays here.");
    } else if (answer.ok || answer.status === 429) {
      show(await answer.json());
      if (!answer.ok) timer = setTimeout(renew, AGAIN);
    } else {
      say("refused", `The preview failed (${answer.status}). What you typed stays here.`);
    }
  } catch (error) {
    if (error.name !== "AbortError") say("offline", "No connection, so the preview waits. What you typed stays here.");
  }
}

function show({ html, problems, measure = "", hints = [], objectives = {} }) {
  tellVerbs(objectives);
  if (html) advise(measure, hints);
  if (html) {
    for (const [name, paper] of papers) {
      // Rendered and sanitised by the code that publishes.
      paper.innerHTML = name === "body" && html.references ? `${html.body}<ol class="refs">${html.references}</ol>` : html[name];
    }
  }
  if (problems.length) say("refused", problems.join(" "));
  else say("saved", "The preview is up to date.");
}

function advise(measure, hints) {
  const place = form.querySelector("[data-advice]");
  place.hidden = false;
  place.querySelector("[data-measure]").textContent = measure;
  const items = hints.map((text) => Object.assign(document.createElement("li"), { textContent: text }));
  place.querySelector("[data-hints]").replaceChildren(...items);
}

export function startPreview() {
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(renew, WAIT);
  });
  window.addEventListener("online", renew);
  renew();
}
