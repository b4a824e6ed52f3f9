// Unsaved words are kept: by the server every ten seconds, by this browser where the server cannot. Nothing is saved by it.

const EVERY = 10_000; // milliseconds
const AT_MOST = 60_000; // bytes that a browser still sends for a page that is going
const form = document.querySelector("form[data-keep]");
const kept = document.getElementById("kept");
const status = form.querySelector("[data-keep-status]");
const { keep: address, name, owner } = form.dataset;
const place = `desk:${owner}:${name}`;

let number = Number(form.dataset.number);
let last = form.hasAttribute("data-unsaved") ? "" : words();
let isGoing = false;
let isAsking = null;

function entries() {
  return [...new FormData(form)].filter(([key, value]) => typeof value === "string" && key !== "csrfmiddlewaretoken");
}

function words() {
  return JSON.stringify(entries());
}

function say(state, text) {
  status.dataset.state = state;
  if (status.textContent !== text) status.textContent = text;
}

// -- this browser's own copy; it names nobody ------------------------------------------------------------------------
function keepHere(isSent = false) {
  try {
    localStorage.setItem(place, JSON.stringify({ at: Date.now(), version: form.dataset.version, isSent, fields: entries() }));
    return true;
  } catch {
    return false; // Full, or forbidden.
  }
}

function forgetHere() {
  try {
    localStorage.removeItem(place);
  } catch {
    // Forbidden, so there is nothing.
  }
}

function heldHere() {
  try {
    return JSON.parse(localStorage.getItem(place));
  } catch {
    return null;
  }
}

function heldOrNot(reason) {
  const at = new Date().toISOString().slice(11, 16);
  if (keepHere()) say("offline", `${reason} Kept in this browser at ${at}.`);
  else say("refused", `${reason} This browser cannot keep it either: save it elsewhere.`);
}

// -- the server's ----------------------------------------------------------------------------------------------------
async function renewToken() {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (answer.redirected || !answer.ok) return false;
  const { token } = await answer.json();
  for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = token;
  return true;
}

async function send(fields, after, isLeaving) {
  const body = new URLSearchParams(fields);
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  if (after !== null) {
    body.set("_changed", "yes");
    body.set("_number", after);
  }
  const keepalive = isLeaving && body.toString().length < AT_MOST;
  isAsking = new AbortController();
  return fetch(address, { method: "POST", body, keepalive, signal: keepalive ? undefined : isAsking.signal });
}

async function tick(isLeaving = false) {
  if (isGoing || (isAsking && !isLeaving)) return;
  const now = words();
  const isChanged = now !== last;
  try {
    const fields = isChanged ? entries() : [["_version", form.dataset.version]];
    let answer = await send(fields, isChanged ? number : null, isLeaving);
    if (answer.status === 403 && (await renewToken())) answer = await send(fields, isChanged ? number : null, isLeaving);
    if (isGoing) return;
    if (answer.redirected || answer.status === 403) {
      if (isChanged) heldOrNot("You are logged out, so the server cannot keep this. Log in again in another tab.");
      return;
    }
    take(await answer.json(), now, isChanged);
  } catch (error) {
    if (error.name !== "AbortError" && isChanged && !isGoing) heldOrNot("The server cannot be reached.");
  } finally {
    isAsking = null;
  }
}

function take(answer, now, isChanged) {
  tell(answer);
  if (answer.problem) {
    heldOrNot(answer.problem);
  } else if (isChanged) {
    number = answer.number;
    last = now;
    forgetHere();
    say("saved", `Draft kept at ${answer.at} UTC, not saved yet.`);
  }
}

function tell({ others = [], newer = "" }) {
  const lines = others.map((person) => `Also open: ${person}`);
  const box = document.querySelector("[data-others]");
  if ([...box.children].map((line) => line.textContent).join() !== lines.join()) {
    box.replaceChildren(...lines.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
  }
  const news = document.querySelector("[data-newer]");
  if (news.textContent !== newer) news.textContent = newer;
}

setInterval(tick, EVERY);
tick();
document.addEventListener("visibilitychange", () => document.hidden && tick(true));
window.addEventListener("pagehide", () => !isGoing && words() !== last && keepHere());
window.addEventListener("online", () => tick());
form.addEventListener("submit", () => {
  isGoing = true;
  isAsking?.abort();
  // Should the session have ended, this is what was sent; a page with a later version knows that it was saved.
  keepHere(true);
});
window.addEventListener("pageshow", (event) => event.persisted && (isGoing = false));

// -- what this browser kept when the page was left ---------------------------------------------------------------------
function offer() {
  const held = heldHere();
  if (!held) return;
  const isSaved = held.isSent && held.version !== form.dataset.version;
  const isOlder = form.dataset.keptAt && Date.parse(form.dataset.keptAt) >= held.at;
  const isHere = JSON.stringify(held.fields.filter(([key]) => !key.startsWith("_"))) === comparable();
  if (isSaved || isOlder || isHere || form.hasAttribute("data-unsaved")) {
    forgetHere();
    return;
  }
  const at = new Date(held.at).toISOString();
  kept.querySelector("[data-words]").textContent =
    `This browser kept unsaved work here at ${at.slice(11, 16)} UTC on ${at.slice(0, 10)}. It is not in the form below.`;
  kept.hidden = false;
  kept.addEventListener("submit", (event) => restore(event, held));
}

function comparable() {
  return JSON.stringify(entries().filter(([key]) => !key.startsWith("_")));
}

// The server takes it first and shows it then, as it does with its own.
async function restore(event, held) {
  if (event.submitter.value === "discard") {
    forgetHere();
    if (kept.hasAttribute("data-offer")) return;
    event.preventDefault();
    kept.hidden = true;
    return;
  }
  if (held.isTaken) return;
  event.preventDefault();
  const button = event.submitter;
  // A new article's own words go beside those of another one that is offered.
  const isNew = name === "article:new";
  if (isNew) kept.elements._form.value = form.elements._form.value;
  const answer = await send(held.fields, (!isNew && form.dataset.keptNumber) || number, false).catch(() => null);
  isAsking = null;
  if (!answer?.ok || answer.redirected) {
    say("offline", "The server cannot be reached, so this browser keeps your work for now.");
    delete kept.dataset.sent;
    return;
  }
  held.isTaken = true;
  forgetHere();
  delete kept.dataset.sent;
  kept.requestSubmit(button);
}

// A new article has an address of its own once it is saved; what was sent from the empty form is there now.
function forgetNew() {
  const first = `desk:${owner}:article:new`;
  try {
    if (name !== "article:new" && JSON.parse(localStorage.getItem(first))?.isSent) localStorage.removeItem(first);
  } catch {
    // Nothing that can be read.
  }
}

forgetNew();
offer();
kept.addEventListener("submit", (event) => (isGoing = !event.defaultPrevented));
