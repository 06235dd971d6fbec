export type Crew = { pc: number, pcso: number, spc: number, ceo: number, warden: number, csas: number, marshal: number, partner: number };
