// The questions page: another kind shows its fields at once, and right answers are called as their options are.
// Hidden fields keep their values and are sent; the server alone says what a kind keeps.

const NEEDED = { kprim: 4, matching: 2 };
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

function field(question, name) {
  return question.querySelector(`[name="q-${question.dataset.question}-${name}"]`);
}

function show(question) {
  const kind = field(question, "kind").value;
  const credit = field(question, "scoring").value;
  for (const element of question.querySelectorAll("[data-kinds]")) {
    const fits = element.dataset.kinds.split(" ").includes(kind);
    element.hidden = !fits || (element.dataset.credit ?? credit) !== credit;
  }
  addParts(question, NEEDED[kind] ?? 0);
  nameAnswers(question, kind);
}

function addParts(question, needed) {
  const place = question.dataset.question;
  const parts = question.querySelector("[data-parts]");
  const pattern = document.getElementById("part-pattern").innerHTML;
  if (parts.querySelector("[data-part]")) return;
  for (let number = 0; number < needed; number += 1) {
    const text = pattern.replaceAll("__q__", place).replaceAll("__p__", number).replaceAll("__n__", number + 1);
    parts.insertAdjacentHTML("beforeend", text);
  }
  question.querySelector("[data-count]").value = parts.querySelectorAll("[data-part]").length;
}

function nameAnswers(question, kind) {
  const options = [...question.querySelectorAll("[data-row] textarea[name$='-text']")].map((area) => area.value.trim());
  const letters = options.map((_, place) => LETTERS[place] ?? String(place + 1));
  const words = options.map((text, place) => (text ? `${letters[place]}: ${text.slice(0, 60)}` : letters[place]));
  const trueFalse = options.length === 2 && options.every(Boolean) ? options : ["True", "False"];
  const names = kind === "kprim" ? trueFalse : words;
  for (const select of question.querySelectorAll("[data-part] select")) {
    const chosen = select.value;
    const choices = names.map((name, place) => new Option(name, place, false, String(place) === chosen));
    select.replaceChildren(new Option("choose", ""), ...choices);
  }
}

for (const question of document.querySelectorAll("[data-question]")) {
  question.addEventListener("change", (event) => {
    if (/-(kind|scoring)$/.test(event.target.name)) show(question);
    if (/-o-\d+-text$/.test(event.target.name)) nameAnswers(question, field(question, "kind").value);
  });
}

// -- which questions are open ------------------------------------------------------------------------------------------
// The server folds what nothing is to be done in; what was opened here stays open in this tab.
const place = `desk:open:${location.pathname}`;
const folds = [...document.querySelectorAll("[data-fold]")].map((fold) => [fold.querySelector("[id^='question-']").id, fold]);

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(place)) ?? [];
  } catch {
    return []; // Forbidden, or nothing that can be read.
  }
}

for (const name of kept()) for (const [id, fold] of folds) if (id === name) fold.open = true;
for (const [, fold] of folds) fold.addEventListener("toggle", keep);

function keep() {
  const open = folds.filter(([, fold]) => fold.open).map(([id]) => id);
  try {
    sessionStorage.setItem(place, JSON.stringify(open));
  } catch {
    // Then all begin as the server says.
  }
}
