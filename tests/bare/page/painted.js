// The content is painted when the second frame begins; the window is named then.
requestAnimationFrame(() =>
  requestAnimationFrame(() => {
    document.title = 'Bare, painted';
  })
);
