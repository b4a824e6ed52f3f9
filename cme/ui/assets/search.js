// Results while typing: the same page is fetched and its results are put in. Without this the form does it.
const form = document.querySelector("[data-search]");
const field = form.querySelector("input[type=search]");
const status = document.querySelector("[data-search-status]");
const PAUSE = 250; // milliseconds without a key
const MOST = 200; // characters
const OFTEN = 429; // more searches than one network may make in a minute

let timer = 0;
let underway = null;
let shown = field.value.trim();

field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(look, PAUSE);
});

form.addEventListener("submit", () => {
  clearTimeout(timer);
  underway?.abort();
});

// What can be searched for in what was typed: a letter alone, or signs without any, ask for nothing.
function asked(typed) {
  return typed.length > 1 && /[\p{L}\p{N}]/u.test(typed) ? typed : "";
}

async function look() {
  const typed = field.value.trim();
  const text = asked(typed);
  const isShown = typed === shown || text === shown;
  if (isShown) {
    underway?.abort();
    tell(document);
  }
  if (isShown || typed.length > MOST) return;
  underway?.abort();
  const mine = (underway = new AbortController());
  const address = new URL(form.action);
  if (text) address.search = new URLSearchParams(new FormData(form));
  try {
    const response = await fetch(address, { signal: mine.signal, headers: { Accept: "text/html" } });
    if (!response.ok && response.status !== OFTEN) return miss(mine, status.dataset.missed);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (mine.signal.aborted) return;
    // The page says in how many seconds; a server in front of ours does not.
    if (!response.ok) return miss(mine, page.querySelector("[data-search-status]")?.dataset.often ?? status.dataset.often);
    show(page, text);
    history.replaceState(null, "", address);
  } catch {
    miss(mine, status.dataset.missed); // no network, or other letters came
  }
}

// Says that what stands here does not answer what was typed.
function miss(mine, said) {
  if (mine.signal.aborted) return;
  status.classList.remove("visually-hidden");
  status.textContent = said;
}

function show(page, text) {
  const fresh = page.querySelector("[data-search-results]");
  const stale = document.querySelector("[data-search-results]");
  if (!fresh || !stale) return;
  const isOpen = stale.querySelector("[data-search-narrow]")?.open;
  stale.replaceWith(fresh);
  const narrow = fresh.querySelector("[data-search-narrow]");
  if (narrow && isOpen) narrow.open = true;
  document.querySelector("#search-error")?.remove();
  field.removeAttribute("aria-invalid");
  field.removeAttribute("aria-describedby");
  document.title = page.title;
  tell(fresh);
  shown = text;
}

// Says the count, which is seen above the results.
function tell(page) {
  status.classList.add("visually-hidden");
  status.textContent = page.querySelector("[data-search-count]")?.textContent ?? "";
}
