// The button of light and dark; until it is pressed the system decides.
const startTheme = () => {
  const root = document.documentElement;
  const isDark = () => root.dataset.theme
    ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const button = document.querySelector("#theme");
  if (button) button.onclick = () => { root.dataset.theme = isDark() ? "light" : "dark"; };
};
