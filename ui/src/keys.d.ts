// Made while building (catalogue.ts).
declare module 'virtual:keys' {
  const keys: (keyof typeof import('./i18n/en.json'))[]
  export default keys
}
