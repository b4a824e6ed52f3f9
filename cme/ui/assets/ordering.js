// Things to put in order: buttons move them up and down, and set the places in the lists, which stay what is sent.

for (const list of document.querySelectorAll("[data-ordering]")) arrange(list);

/** Put values into a sentence that names their places. */
function filled(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
}

function arrange(list) {
  const words = list.dataset; // in the language of the page
  const fieldset = list.closest("fieldset");
  const rows = () => [...list.querySelectorAll(".part")];
  const select = (row) => row.querySelector("select");
  const voice = document.createElement("p");
  voice.className = "visually-hidden";
  voice.setAttribute("role", "status");
  const use = button(words.use, () => {
    set();
    list.querySelector("button:enabled").focus(); // this button is gone
  });
  use.className = "second";
  list.after(use, voice);
  list.classList.add("is-movable");
  const hint = fieldset.querySelector(".hint");
  hint.textContent = words.hint;

  for (const row of rows()) {
    const name = row.querySelector(".part-text").textContent;
    const place = document.createElement("span");
    place.className = "place";
    const up = button("↑", () => move(row, -1, up, down), filled(words.up, { name }));
    const down = button("↓", () => move(row, 1, down, up), filled(words.down, { name }));
    select(row).hidden = true;
    row.prepend(place);
    row.append(up, down);
  }
  fieldset.addEventListener("refill", show);
  show();

  function button(text, act, label) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "move";
    made.textContent = text;
    if (label) made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  }

  function move(row, by, pressed, other) {
    const all = rows();
    const at = all.indexOf(row);
    const beside = all[at + by];
    if (!beside) return;
    if (by < 0) beside.before(row);
    else beside.after(row);
    set();
    (pressed.disabled ? other : pressed).focus();
    voice.textContent = filled(words.moved, {
      name: row.querySelector(".part-text").textContent,
      place: at + by + 1,
      count: all.length,
    });
  }

  /** Write the order into the lists, and tell the page that the answer changed. */
  function set() {
    rows().forEach((row, at) => (select(row).value = String(at + 1)));
    show();
    select(rows()[0]).dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** Show the order that the lists say; without one, things stand as they came. */
  function show() {
    const all = rows();
    const places = all.map((row) => Number(select(row).value));
    const isSet = new Set(places).size === all.length && !places.includes(0);
    if (isSet) list.append(...all.toSorted((one, other) => select(one).value - select(other).value));
    rows().forEach((row, at, { length }) => {
      row.querySelector(".place").textContent = isSet ? at + 1 : "–";
      const [up, down] = row.querySelectorAll("button");
      up.disabled = at === 0;
      down.disabled = at === length - 1;
    });
    use.hidden = isSet;
  }
}
