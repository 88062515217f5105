// Shows the badge anew when another shape or icon is chosen.

const picture = document.querySelector("[data-badge-preview]");
if (picture) {
  const fields = ["shape", "icon"].map((name) => document.querySelector(`select[name="${name}"]`));
  const show = () => {
    const chosen = new URLSearchParams(fields.map((field) => [field.name, field.value]));
    picture.src = `${picture.dataset.badgePreview}?${chosen}`;
  };
  for (const field of fields) field?.addEventListener("change", show);
}
