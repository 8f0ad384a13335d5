// Search in the words of all texts. They are folded little by little while nothing else is to be done.
const SLICE_MS = 12;
const idle = window.requestIdleCallback || ((work) => setTimeout(() => work({ timeRemaining: () => SLICE_MS }), 1));
const wordsOfTexts = (() => {
  const folded = [];
  const waiting = [];
  const foldNext = () => {
    const { id, title } = texts[folded.length];
    folded.push(fold(`${id}\n${title}\n${packedText(folded.length)[0]}`));
  };
  const isReady = () => folded.length === texts.length;
  const foldFor = (ms) => {
    const end = performance.now() + ms;
    while (!isReady() && performance.now() < end) foldNext();
    if (isReady()) for (const tell of waiting.splice(0)) tell();
  };
  const goOn = (deadline) => {
    foldFor(waiting.length ? 50 : Math.min(SLICE_MS, deadline.timeRemaining()));
    if (!isReady()) idle(goOn);
  };
  return {
    start: () => idle(goOn),
    isReady,
    whenReady: (tell) => { if (isReady()) tell(); else waiting.push(tell); },
    // Numbers of the texts, of those folded so far, that hold all words.
    find: (wanted) => texts.filter(({ number, id, title }) => number < folded.length &&
      matches(wanted, folded[number], () => `${id}\n${title}\n${packedText(number)[0]}`)),
  };
})();

// Search in names: of documents, people, posts.
const wordsOfNames = (things, nameOf) => {
  let folded = null;
  return (wanted) => {
    folded ??= things.map((t) => fold(nameOf(t)));
    return things.filter((t, i) => matches(wanted, folded[i], () => nameOf(t)));
  };
};
