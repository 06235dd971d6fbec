// Made while building (catalogue.ts).
declare module 'virtual:keys' {
  const keys: (keyof typeof import('./i18n/en.json'))[]
  export default keys
}

declare module '*.json?later' {
  const messages: Record<string, unknown>
  export default messages
}
