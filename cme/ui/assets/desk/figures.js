// Pictures dropped or pasted onto a text: asked about in a dialog, sent, and shown where the caret was.

import { insertBlock } from "./edit.js";

const dialog = document.querySelector("[data-picture]");
const form = dialog?.querySelector("form");
const fault = dialog?.querySelector("[data-fault]");
const KINDS = ["image/png", "image/jpeg", "image/webp"];
let target = null;

// Figures that came in since the page was loaded; their rows are shown after the next save.
export const uploaded = [];

export function pictureIn(data) {
  return [...(data?.files ?? [])].find((file) => KINDS.includes(file.type));
}

export function chooseFile(area, file = null) {
  if (!dialog) {
    say("Save the draft first. Then pictures can be added.");
    area.focus();
    return;
  }
  target = area;
  form.reset();
  fault.hidden = true;
  if (file) {
    const carried = new DataTransfer();
    carried.items.add(file);
    form.elements.image.files = carried.files;
  }
  dialog.showModal();
  form.elements[file ? "alt" : "image"].focus();
}

export function say(text) {
  const status = document.querySelector("[data-preview-status]");
  status.dataset.state = "refused";
  status.textContent = text;
}

// Sends once: a second press waits for the first.
async function send(event) {
  event.preventDefault();
  const button = form.querySelector("[type=submit]");
  if (button.disabled) return;
  button.disabled = true;
  for (const control of form.elements) control.removeAttribute("aria-invalid");
  try {
    const answer = await fetch(dialog.dataset.picture, { method: "POST", body: data() });
    if (answer.redirected) refuse("You are logged out. Log in again in another tab, then add the picture.");
    else if (answer.ok || answer.status === 400) take(await answer.json());
    else refuse(`The picture was not added (${answer.status}).`);
  } catch {
    refuse("No connection, so the picture was not added. Try again.");
  } finally {
    button.disabled = false;
  }
}

function data() {
  const sent = new FormData(form);
  sent.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  sent.set("_version", draft().elements._version.value);
  return sent;
}

function draft() {
  return document.querySelector("form[data-writing]");
}

// The picture is a version of the draft of its own; this page goes on from it, if nobody saved in between.
function follow(version) {
  if (!version) return;
  draft().elements._version.value = version;
  draft().dataset.version = version;
}

function take(told) {
  if (told.errors) {
    for (const name of Object.keys(told.errors)) form.elements[name].setAttribute("aria-invalid", "true");
    refuse(Object.values(told.errors).join(" "), form.elements[Object.keys(told.errors)[0]]);
    return;
  }
  follow(told.version);
  uploaded.push({ value: told.key, label: told.alt });
  const note = document.createElement("p");
  note.textContent = `${told.key} is added; its row is shown after the next save.`;
  document.querySelector("[data-rows='figures']")?.after(note);
  dialog.close();
  insertBlock(target, told.line);
}

function refuse(text, control = null) {
  fault.textContent = text;
  fault.hidden = false;
  (control ?? fault).focus();
}

form?.addEventListener("submit", send);
dialog?.querySelector("[data-cancel]").addEventListener("click", () => dialog.close());
dialog?.addEventListener("close", () => target?.focus());
