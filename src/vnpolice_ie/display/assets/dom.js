// Elements made of text: no words of a document are ever read as HTML.
const element = (tag, className, ...children) => {
  const el = document.createElement(tag);
  if (className) el.className = className;
  el.append(...children);
  return el;
};
const withAttributes = (el, attributes) => {
  for (const [name, value] of Object.entries(attributes)) el.setAttribute(name, value);
  return el;
};
const SVG = "http://www.w3.org/2000/svg";
const drawn = (tag, attributes, ...children) => {
  const el = withAttributes(document.createElementNS(SVG, tag), attributes);
  el.append(...children);
  return el;
};
const link = (href, className, ...children) => withAttributes(element("a", className, ...children), { href });
const words = (name) => name.replaceAll("_", " ").toLowerCase();
