// Objectives: a verb that is chosen begins the objective that was last worked at; what is wrong with one is said there.

const rows = document.querySelector("[data-rows='objectives']");
let last = null;

rows?.addEventListener("focusin", (event) => {
  if (/-text$/.test(event.target.name ?? "")) last = event.target;
});

for (const button of document.querySelectorAll("[data-verb]")) {
  button.disabled = !rows;
  button.addEventListener("click", () => {
    const inputs = [...rows.querySelectorAll("[name$='-text']")];
    const input = last?.isConnected ? last : (inputs.find((one) => !one.value.trim()) ?? inputs[0]);
    const verb = button.dataset.verb;
    const rest = input.value.trim().replace(/^\S+\s*/, "");
    input.focus();
    input.select();
    document.execCommand("insertText", false, `${verb.charAt(0).toUpperCase()}${verb.slice(1)} ${rest}`);
  });
}

export function tellVerbs(told) {
  for (const [name, { warning, level }] of Object.entries(told)) {
    const input = rows?.querySelector(`[name="${name}"]`);
    if (input) tell(input, warning || (level && `Level: ${level.toLowerCase()}.`), Boolean(warning));
  }
}

function tell(input, text, isWarning) {
  let note = document.getElementById(`${input.id}_verb`);
  if (!note) {
    note = document.createElement("p");
    note.id = `${input.id}_verb`;
    input.after(note);
    input.setAttribute("aria-describedby", `${input.getAttribute("aria-describedby") ?? ""} ${note.id}`.trim());
  }
  note.className = isWarning ? "verb is-warned" : "verb";
  if (note.textContent !== text) note.textContent = text;
}
