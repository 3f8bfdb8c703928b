// What `import.meta.url` stands for in the CommonJS build. A function, so that files which do not ask for it drop it.
const moduleUrl = () =>
  typeof __filename === 'string' && typeof process !== 'undefined' && process.getBuiltinModule
    ? process.getBuiltinModule('node:url').pathToFileURL(__filename).href
    : document.baseURI;

export const segkitModuleUrl = /* @__PURE__ */ moduleUrl();
