export type NeedsYou = { entry: string, record: string, kind: string, title: string, reason: string, fields: Array<string> };
